import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DataFolder } from '../../../../local/data/data-folder.ts';
import { embeddedStream } from '../../../../local/dynamodb/streams/embedded.ts';
import { keptStream } from '../../../../local/dynamodb/streams/kept-stream.ts';
import type { ShardReader, StreamEntry } from '../../../../local/dynamodb/streams/stream.ts';
import { givenFolder } from '../../data/given-folder.ts';

const arn = 'arn:aws:dynamodb:us-east-1:000000000000:table/things/stream/now';

function start(data: DataFolder, readers: string[] = ['relay']) {
  const stream = embeddedStream({ arn, view: 'KEYS_ONLY' }, 'us-east-1', keptStream(data, arn, readers));
  return {
    append: (...ids: string[]) => {
      for (const id of ids) {
        const item = { id: { S: id } };
        stream.append({ key: item, before: undefined, after: item, cause: undefined });
      }
    },
    open: (reader = 'relay', from: 'LATEST' | 'TRIM_HORIZON' = 'TRIM_HORIZON') =>
      stream.open('shard', from, reader),
  };
}

const read = async (reader: ShardReader) => (await reader.read()).entries;
const ids = (entries: StreamEntry[]) =>
  entries.map(({ record }) => record.dynamodb.Keys.id!.S as string).join('');

describe('a stream in a folder', () => {
  it('goes on after a kill with what its reader had not done, whatever else was done before', async () => {
    const folder = givenFolder();
    const before = start(folder.open());
    const reader = await before.open();
    before.append('a', 'b', 'c', 'd');
    const [a, b, , d] = await read(reader);
    reader.done!([b!]);
    reader.done!([a!, d!]);

    const after = start(folder.afterKill());
    after.append('e');
    const entries = await read(await after.open());
    // The fourth was done before the third: it comes again.
    expect(ids(entries)).toBe('cde');
    const numbers = entries.map(({ record }) => record.dynamodb.SequenceNumber);
    expect(numbers).toEqual(numbers.toSorted());
    expect(numbers[1]).toBe(d!.record.dynamodb.SequenceNumber);
  });

  it('goes on counting when all of it is done and forgotten', async () => {
    const folder = givenFolder();
    const data = folder.open();
    const before = start(data);
    const reader = await before.open();
    before.append('a', 'b');
    const [, b] = await read(reader);
    const both = await read(await before.open());
    reader.done!(both);
    expect(data.map(`records of ${arn}`).entries()).toEqual([]);

    const after = start(folder.afterKill());
    after.append('c');
    const [c, ...more] = await read(await after.open());
    expect(more).toEqual([]);
    expect(c!.record.dynamodb.SequenceNumber > b!.record.dynamodb.SequenceNumber).toBe(true);
  });

  it('begins for a new reader where that says, and keeps what one of several has not done', async () => {
    const folder = givenFolder();
    const before = start(folder.open(), ['one', 'two']);
    before.append('a');
    const one = await before.open('one');
    const two = await before.open('two', 'LATEST');
    before.append('b');
    one.done!(await read(one));
    expect(ids(await read(two))).toBe('b');

    const after = start(folder.afterKill(), ['one', 'two']);
    expect(ids(await read(await after.open('one')))).toBe('');
    expect(ids(await read(await after.open('two')))).toBe('b');
  });

  it('keeps what a reader that has not come yet may ask for', async () => {
    const folder = givenFolder();
    const before = start(folder.open(), ['one', 'two']);
    const one = await before.open('one');
    before.append('a');
    one.done!(await read(one));

    const after = start(folder.afterKill(), ['one', 'two']);
    expect(ids(await read(await after.open('two')))).toBe('a');
  });

  it('waits for no reader that is not declared any more, and keeps the last thousand where there is none', async () => {
    const folder = givenFolder();
    const before = start(folder.open(), ['gone']);
    await before.open('gone');
    before.append('a');
    const data = folder.afterKill();
    const after = start(data, []);
    for (let index = 0; index < 1005; index++) after.append(String(index));
    expect(data.map(`records of ${arn}`).entries()).toHaveLength(1000);
  });

  it('loses no record that was not done, and keeps their order, whenever it is killed', async () => {
    const step = fc.constantFrom('append' as const, 'read' as const, 'done' as const, 'kill' as const);
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const folder = givenFolder();
        let stream = start(folder.open());
        let reader = await stream.open();
        let held: StreamEntry[] = [];
        let count = 0;
        const done = new Set<number>();
        const numberOf = (entry: StreamEntry) => Number(ids([entry]));
        for (const what of steps) {
          if (what === 'append') stream.append(String(count++));
          if (what === 'read') held.push(...(await read(reader)));
          if (what === 'done' && held.length > 0) {
            // From either end, in turns.
            const [entry] = held.splice(done.size % 2 === 0 ? 0 : -1, 1);
            reader.done!([entry!]);
            done.add(numberOf(entry!));
          }
          if (what === 'kill') {
            held = [];
            stream = start(folder.afterKill());
            reader = await stream.open();
          }
        }
        const left = (await read(await start(folder.afterKill()).open())).map(numberOf);
        expect(left).toEqual([...left].sort((a, b) => a - b));
        for (let number = 0; number < count; number++) {
          if (!done.has(number)) expect(left).toContain(number);
        }
      }),
      { numRuns: 20 },
    );
  });
});
