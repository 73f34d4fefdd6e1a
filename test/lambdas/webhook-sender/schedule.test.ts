import { describe, expect, it } from 'vitest';
import {
  GIVE_UP_SECONDS,
  isGivenUp,
  MOST_SECONDS,
  secondsToWait,
} from '../../../lambdas/webhook-sender/schedule.ts';

/** Ages at which a message is tried whose receiver fails always, and how many receives follow until SQS gives it up. */
function lifeOf({ random = 0.5, retryAfter = 0, seconds = 0, late = 0, maxReceives = 30, first = 0 }) {
  const tried: number[] = [];
  let receives = 0;
  let age = first;
  for (let attempt = 1; attempt <= maxReceives; attempt++) {
    receives += 1;
    if (!isGivenUp({ attempt, age })) {
      tried.push(age);
      age += seconds;
    }
    const wait = secondsToWait({ attempt, age }, retryAfter, random);
    expect(Number.isInteger(wait) && wait >= 1 && wait <= MOST_SECONDS).toBe(true);
    age += wait + late;
  }
  return { tried, receives, deadAt: age };
}

describe('the attempts of a day', () => {
  it('come within seconds at first, and hours apart in the end', () => {
    const { tried } = lifeOf({});
    expect(tried).toEqual([0, 5, 35, 155, 755, 2555, 6155, 13_355, 27_755, 49_355, 70_955, 85_355, 86_280]);
  });

  it.each([
    [0, 0, 0],
    [0.5, 10, 0.1],
    [0.999, 10, 1],
    [0.25, 10, 10],
    [0, 10, 60],
  ])('go on for 24 hours, jitter %d, each of %d seconds, each %d s late', (random, seconds, late) => {
    const { tried, deadAt } = lifeOf({ random, seconds, late });
    expect(Math.max(...tried)).toBeLessThan(GIVE_UP_SECONDS);
    expect(Math.max(...tried)).toBeGreaterThanOrEqual(GIVE_UP_SECONDS - 120);
    // The receives that are left run out soon.
    expect(deadAt).toBeGreaterThanOrEqual(GIVE_UP_SECONDS);
    expect(deadAt).toBeLessThan(GIVE_UP_SECONDS + 60 + 20 * late);
    expect(tried.length).toBeGreaterThanOrEqual(12);
    expect(tried.length).toBeLessThanOrEqual(15);
  });

  it('are fewer where the receiver asks for time, and never more', () => {
    const usual = lifeOf({}).tried.length;
    expect(lifeOf({ retryAfter: 1 }).tried).toHaveLength(usual);
    expect(lifeOf({ retryAfter: 7200 }).tried.length).toBeLessThan(usual);
    expect(secondsToWait({ attempt: 1, age: 0 }, 10 ** 9, 0.5)).toBe(MOST_SECONDS);
  });

  it('are spread, so that what failed together does not come together', () => {
    const waits = [0, 0.5, 1].map((random) => secondsToWait({ attempt: 4, age: 0 }, 0, random));
    expect(waits).toEqual([540, 600, 660]);
  });

  it('are one at least, for an event that was first received after a day', () => {
    const { tried } = lifeOf({ first: 2 * GIVE_UP_SECONDS });
    expect(tried).toEqual([2 * GIVE_UP_SECONDS]);
  });

  it('end the wait at the end of the day', () => {
    expect(secondsToWait({ attempt: 9, age: GIVE_UP_SECONDS - 60 }, 0, 0.5)).toBe(60);
  });
});
