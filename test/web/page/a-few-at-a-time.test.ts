import { describe, expect, it } from 'vitest';
import { aFewAtATime } from '../../../web/page/a-few-at-a-time.ts';

describe('work of which a few are done at a time', () => {
  it('begins at once, goes on in its order, and is done when all are', async () => {
    const begun: number[] = [];
    const ends: (() => void)[] = [];
    let done = false;
    const working = aFewAtATime([1, 2, 3, 4, 5], 2, (one) => {
      begun.push(one);
      return new Promise<void>((end) => ends.push(end));
    }).then(() => {
      done = true;
    });
    expect(begun).toEqual([1, 2]);
    ends[1]!();
    await new Promise(setImmediate);
    expect(begun).toEqual([1, 2, 3]);
    for (const at of [0, 2, 3]) {
      ends[at]!();
      await new Promise(setImmediate);
    }
    expect([begun, done]).toEqual([[1, 2, 3, 4, 5], false]);
    ends[4]!();
    await working;
    expect(done).toBe(true);
  });

  it('is nothing where there is nothing to do', async () => {
    await aFewAtATime([], 4, () => Promise.reject(new Error('not called')));
  });
});
