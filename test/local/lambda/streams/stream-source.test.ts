import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { embeddedStream } from '../../../../local/dynamodb/streams/embedded.ts';
import type { StreamRecord } from '../../../../local/dynamodb/streams/stream.ts';
import { givenSource, idOf } from './given-source.ts';

describe('a source of a stream', () => {
  it('hands records over in order, no more than a batch at once, one batch after the other', async () => {
    let now = 0;
    const { append, batches, start } = await givenSource(async () => {
      expect(++now).toBe(1);
      await sleep(5);
      now--;
    });
    append(...'abcdefghij');
    await start();
    await expect.poll(() => batches).toEqual(['abcd', 'efgh', 'ij']);
  });

  it('begins with what comes from now on, where it is to start with the latest', async () => {
    const { append, batches, start } = await givenSource(() => {}, { from: 'LATEST' });
    append('a');
    await start();
    append('b');
    await expect.poll(() => batches).toEqual(['b']);
  });

  it('waits within its window for a batch to fill', async () => {
    const { append, batches, start } = await givenSource(() => {}, { batchSize: 3, windowSeconds: 20 });
    await start();
    append('a');
    await sleep(20);
    expect(batches).toEqual([]);
    append('b', 'c', 'd');
    await expect.poll(() => batches).toEqual(['abc']);
  });

  it('hands over what there is when the window ends', async () => {
    const { append, batches, start } = await givenSource(() => {}, { windowSeconds: 0.05 });
    await start();
    append('a', 'b');
    await expect.poll(() => batches).toEqual(['ab']);
  });

  it('calls nobody for what its filter leaves out', async () => {
    const filter = (record: object) => idOf(record as StreamRecord) !== 'b';
    const { append, batches, start } = await givenSource(() => {}, { filter, batchSize: 1 });
    append(...'abcb');
    await start();
    await expect.poll(() => batches).toEqual(['a', 'c']);
  });

  it('has batches of several keys in work at once, but never of one key', async () => {
    const working = new Set<string>();
    let most = 0;
    const { append, batches, start } = await givenSource(
      async (records) => {
        for (const id of records.map(idOf)) {
          expect(working).not.toContain(id);
          working.add(id);
        }
        most = Math.max(most, working.size);
        await sleep(5);
        for (const record of records) working.delete(idOf(record));
      },
      { parallel: 4, batchSize: 1 },
    );
    append(...'abcdabcdabcd');
    await start();
    await expect.poll(() => batches.length).toBe(12);
    expect(most).toBeGreaterThan(1);
  });

  it('says how old the last record of a batch is', async () => {
    const ages: number[] = [];
    const { append, start } = await givenSource((_, { iteratorAgeMs }) => void ages.push(iteratorAgeMs));
    append('a');
    await sleep(30);
    append('b');
    await start();
    await expect.poll(() => ages.length).toBe(1);
    expect(ages[0]).toBeLessThan(30);
  });

  it('reads the shards that a shard was split into once that one is done, from their beginning', async () => {
    const shard = (records: string, parent?: string) => ({ records, parent });
    const shards: Record<string, { records: string; parent?: string | undefined }> = { one: shard('ab') };
    let asked = 0;
    const { stream, batches, start } = await givenSource(async (records) => {
      await sleep(10);
      if (idOf(records[0]!) === 'a') expect(batches).toEqual(['ab']);
    });
    stream.shards = async () => {
      // The children are told of late.
      if (++asked === 3) Object.assign(shards, { two: shard('c', 'one'), three: shard('d', 'one') });
      return Object.entries(shards).map(([id, { parent }]) => ({ id, parent }));
    };
    stream.open = async (id) => ({
      ready: async () => {},
      async read() {
        const inner = embeddedStream({ arn: stream.arn, view: 'KEYS_ONLY' }, 'us-east-1');
        for (const key of shards[id]!.records) {
          inner.append({ key: { id: { S: key } }, before: undefined, after: {}, cause: undefined });
        }
        const { entries } = await (await inner.open('', 'TRIM_HORIZON')).read();
        return { entries, ended: true };
      },
    });
    await start();
    await expect.poll(() => batches.toSorted()).toEqual(['ab', 'c', 'd']);
  });

  it('reads nothing while it may not, says so, and loses nothing', async () => {
    let refused: string | undefined;
    const refusal = () => refused;
    const { append, batches, failures, start } = await givenSource(() => {}, { refusal });
    await start();
    refused = 'It is not authorized.';
    append('a');
    await expect.poll(() => failures.length).toBeGreaterThan(2);
    expect(failures[0]).toBe('It is not authorized.');
    expect(batches).toEqual([]);
    refused = undefined;
    await expect.poll(() => batches).toEqual(['a']);
  });

  it('ends once the batch under way is done, without another', async () => {
    const under = Promise.withResolvers<void>();
    let done = false;
    const { append, batches, start } = await givenSource(async () => {
      await under.promise;
      done = true;
    });
    append(...'abcdefgh');
    const source = await start();
    await expect.poll(() => batches.length).toBe(1);
    const closed = source.close();
    under.resolve();
    await closed;
    expect([done, batches]).toEqual([true, ['abcd']]);
  });

  it('ends while a batch waits for its retry', async () => {
    const failed = () => {
      throw new Error('crashed');
    };
    const { append, failures, start } = await givenSource(failed, { scale: () => 1000 });
    append('a');
    const source = await start();
    await expect.poll(() => failures).toEqual(['Error: crashed']);
    await source.close();
  });
});
