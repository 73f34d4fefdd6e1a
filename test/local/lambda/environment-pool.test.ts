import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { environmentPool } from '../../../local/lambda/environment-pool.ts';
import type { ExecutionEnvironment } from '../../../local/lambda/execution-environment.ts';

const START_MS = 50;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A pool whose environments start in 50 ms, and end when they are told. */
function givenPool(processors = 1) {
  const ended = new Set<ExecutionEnvironment>();
  const started: ExecutionEnvironment[] = [];
  const start = () => {
    const environment: ExecutionEnvironment = {
      ready: new Promise((resolve) => setTimeout(resolve, START_MS, undefined)),
      alive: () => !ended.has(environment),
      invoke: () => Promise.reject(new Error('Nobody calls it.')),
      close: async () => {},
    };
    started.push(environment);
    return environment;
  };
  const pool = environmentPool(start, processors);
  const taken: (ExecutionEnvironment | undefined)[] = [];
  return {
    pool,
    start,
    started,
    taken,
    end: (environment: ExecutionEnvironment) => ended.add(environment),
    /** Takes one, and notes it at its place once it is there. */
    take: () => {
      const at = taken.push(undefined) - 1;
      void pool.take().then((environment) => {
        if ('errorType' in environment) throw new Error(environment.errorMessage);
        taken[at] = environment;
      });
    },
  };
}

/** With its first environment at work. */
async function givenBusyPool() {
  const given = givenPool();
  given.take();
  await vi.advanceTimersByTimeAsync(START_MS);
  return { ...given, first: given.taken[0]! };
}

describe('the environments of a function', () => {
  it('go to those in line, in their order, when they get free in time', async () => {
    const { pool, take, taken, started, first } = await givenBusyPool();
    take();
    take();
    await vi.advanceTimersByTimeAsync(START_MS - 1);
    pool.release(first);
    await vi.advanceTimersByTimeAsync(0);
    expect(taken).toEqual([first, first, undefined]);
    pool.release(first);
    await vi.advanceTimersByTimeAsync(0);
    expect(taken).toEqual([first, first, first]);
    expect(started).toHaveLength(1);
  });

  it('become as many as there are processors without waiting', async () => {
    const { take, taken, started } = givenPool(2);
    for (let i = 0; i < 3; i++) take();
    await vi.advanceTimersByTimeAsync(START_MS);
    expect(taken).toEqual([...started, undefined]);
    expect(started).toHaveLength(2);
  });

  it('become more when none gets free for as long as a new one takes to start, one at a time', async () => {
    const { take, taken, started } = await givenBusyPool();
    for (let i = 0; i < 3; i++) take();
    await vi.advanceTimersByTimeAsync(START_MS);
    expect(started).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(START_MS - 1);
    expect(started).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(4 * START_MS);
    expect(new Set(taken)).toEqual(new Set(started));
    expect(started).toHaveLength(4);
  });

  it('are not taken once they have ended', async () => {
    const { pool, take, taken, started, end, first } = await givenBusyPool();
    pool.release(first);
    end(first);
    take();
    await vi.advanceTimersByTimeAsync(START_MS);
    expect(taken[1]).toBe(started[1]);
  });

  it('come anew for those in line when the only one ends', async () => {
    const { pool, take, taken, started, end, first } = await givenBusyPool();
    take();
    end(first);
    pool.release(first);
    await vi.advanceTimersByTimeAsync(2 * START_MS);
    expect(taken[1]).toBe(started[1]);
  });

  it('that were started otherwise are taken no more, once the new way has shown itself', async () => {
    const { pool, start, take, taken, started, first } = await givenBusyPool();
    const renewed = pool.begin(() => start());
    take();
    await vi.advanceTimersByTimeAsync(START_MS - 1);
    pool.release(first);
    await vi.advanceTimersByTimeAsync(1);
    pool.release((await renewed) as ExecutionEnvironment);
    expect(taken[1]).toBe(first);
    pool.release(first);
    take();
    await vi.advanceTimersByTimeAsync(0);
    expect(taken[2]).toBe(started[1]);
  });

  it('do not begin after the end', async () => {
    const { pool } = await givenBusyPool();
    const waiting = pool.take();
    await pool.close();
    await vi.advanceTimersByTimeAsync(START_MS);
    expect(await waiting).toMatchObject({ errorType: 'Runtime.ExitError' });
  });
});
