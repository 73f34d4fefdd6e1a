import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { failing, givenSource, idOf } from './given-source.ts';

describe('a batch that fails', () => {
  it('is retried whole when the function throws, before anything that comes after it', async () => {
    let attempts = 0;
    const { append, batches, start } = await givenSource(() => {
      if (++attempts < 3) throw new Error('crashed');
    });
    append(...'abcdef');
    await start();
    await expect.poll(() => batches).toEqual(['abcd', 'abcd', 'abcd', 'ef']);
  });

  it('is retried from the lowest record that the function names', async () => {
    let failed = 'db';
    const { append, batches, failures, start } = await givenSource((records) => {
      const answer = failing(records, failed);
      failed = '';
      return answer;
    });
    append(...'abcd');
    await start();
    await expect.poll(() => batches).toEqual(['abcd', 'bcd']);
    expect(failures).toEqual(['Record 2 of 4 failed.']);
  });

  it.each([
    ['an unknown record', [{ itemIdentifier: '1' }]],
    ['an empty name', [{ itemIdentifier: '' }]],
    ['null', [{ itemIdentifier: null }]],
    ['no name', [{}]],
    ['no list', 'x'],
  ])('is retried whole when the answer has %s', async (_, batchItemFailures) => {
    let attempts = 0;
    const { append, batches, start } = await givenSource(() => (++attempts < 2 ? { batchItemFailures } : {}));
    append(...'ab');
    await start();
    await expect.poll(() => batches).toEqual(['ab', 'ab']);
  });

  it('is done when the function does not report, whatever it answers', async () => {
    const settings = { reportsItemFailures: false };
    const { append, batches, start } = await givenSource((records) => failing(records, 'a'), settings);
    append(...'abcde');
    await start();
    await expect.poll(() => batches).toEqual(['abcd', 'e']);
  });

  it('is split in two until the bad record is alone, given up after its retries, and the rest is done', async () => {
    const { append, batches, discarded, start } = await givenSource(
      (records) => {
        if (records.some((record) => idOf(record) === 'b')) throw new Error('bad');
      },
      { bisects: true, retries: 1 },
    );
    append(...'abcde');
    await start();
    await expect.poll(() => batches).toEqual(['abcd', 'ab', 'a', 'b', 'b', 'cd', 'e']);
    expect(discarded).toMatchObject([{ condition: 'RetryAttemptsExhausted', invocations: 4 }]);
    expect(discarded[0]!.entries.map(({ record }) => idOf(record))).toEqual(['b']);
  });

  it('is split at the record that the function names', async () => {
    const settings = { bisects: true, retries: 0 };
    const { append, batches, discarded, start } = await givenSource(
      (records) => failing(records, 'c'),
      settings,
    );
    append(...'abcd');
    await start();
    await expect.poll(() => batches).toEqual(['abcd', 'cd', 'c', 'd']);
    expect(discarded[0]!.entries.map(({ record }) => idOf(record))).toEqual(['c']);
  });

  it('is given up with all that remains of it where it is not split', async () => {
    const { append, batches, discarded, start } = await givenSource((records) => failing(records, 'b'), {
      retries: 1,
    });
    append(...'abcde');
    await start();
    await expect.poll(() => batches).toEqual(['abcd', 'bcd', 'e']);
    expect(discarded[0]!.entries.map(({ record }) => idOf(record)).join('')).toBe('bcd');
    expect(discarded[0]).toMatchObject({ condition: 'RetryAttemptsExhausted', functionFailed: false });
  });

  it('takes no retry by being throttled', async () => {
    let attempts = 0;
    const work = () => {
      if (++attempts < 5) throw new Error('throttled');
    };
    const { append, batches, discarded, start } = await givenSource(work, { retries: 0 });
    append('a');
    await start();
    await expect.poll(() => batches.length).toBe(5);
    expect(discarded).toEqual([]);
  });

  it('is given up when its records are too old, and what is younger goes on', async () => {
    const settings = { maximumAgeMs: 50, scale: () => 1 };
    const { append, batches, discarded, start } = await givenSource(() => {}, settings);
    append('a');
    await sleep(60);
    append('b');
    await start();
    await expect.poll(() => batches).toEqual(['b']);
    expect(discarded).toMatchObject([{ condition: 'RecordAgeExceeded', invocations: 0 }]);
  });
});
