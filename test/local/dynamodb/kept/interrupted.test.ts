import { describe, expect, it, onTestFinished } from 'vitest';
import type { DataFolder } from '../../../../local/data/data-folder.ts';
import { callJson, type DynamoEngine, embeddedEngine } from '../../../../local/dynamodb/engine.ts';
import { keptTables } from '../../../../local/dynamodb/kept-tables.ts';
import { captured } from '../../../../local/dynamodb/streams/captured.ts';
import type { StreamRecord } from '../../../../local/dynamodb/streams/stream.ts';
import { withTransactions } from '../../../../local/dynamodb/transactions/transactions.ts';
import type { Item } from '../../../../local/dynamodb/writes/written-keys.ts';
import { givenFolder } from '../../data/given-folder.ts';
import { addOne, changes, deployment, start, thing, things } from './given-tables.ts';

/** Kills before or after a write reaches the engine, and starts again. */
async function killedAt(when: 'before' | 'after', operation: string, input: object, given: Item[] = []) {
  const folder = givenFolder();
  const data = folder.open();
  const declared = deployment(things);
  const tables = await keptTables(data, declared);
  const inner = embeddedEngine(tables);
  onTestFinished(() => inner.close());
  let killed: DataFolder | undefined;
  let count = 0;
  const killing: DynamoEngine = {
    ...inner,
    async call(name, body, cause) {
      if (name === 'GetItem') return inner.call(name, body, cause);
      count++;
      if (when === 'before' && count > given.length) killed ??= folder.afterKill();
      const answer = await inner.call(name, body, cause);
      if (when === 'after' && count > given.length) killed ??= folder.afterKill();
      return answer;
    },
  };
  const keyOf = () => ['id'];
  const writing = captured(killing, keyOf, () => undefined, data);
  for (const item of given) await callJson(writing, 'PutItem', { TableName: 'things', Item: item });
  await writing.call(operation, JSON.stringify({ TableName: 'things', ...input }));
  return start(killed!, declared);
}

describe('a write that a kill interrupts', () => {
  const items = [thing('one', 'a', { seen: { N: '1' } }).Item];

  it.each(['before', 'after'] as const)(
    'is done once, and told of, killed %s its item is written',
    async (when) => {
      const after = await killedAt(when, 'UpdateItem', addOne('one'), items);
      const [item] = (await after.call('Scan', {})).Items as Item[];
      expect(item!.seen).toEqual({ N: '2' });
      expect(changes(await after.records())).toEqual(['MODIFY one']);
      const [{ dynamodb }] = (await after.records()) as [StreamRecord];
      expect([dynamodb.OldImage!.seen, dynamodb.NewImage!.seen]).toEqual([{ N: '1' }, { N: '2' }]);
    },
  );

  it('leaves no trace when its condition does not hold', async () => {
    const never = { ...thing('one', 'b'), ConditionExpression: 'attribute_not_exists(id)' };
    const after = await killedAt('before', 'PutItem', never, items);
    expect(await after.ids('a')).toEqual(['one']);
    expect(await after.records()).toEqual([]);
  });

  it.each(['before', 'after'] as const)('of a batch is done and told whole, killed %s it', async (when) => {
    const RequestItems = {
      things: [{ PutRequest: thing('two') }, { DeleteRequest: { Key: { id: { S: 'one' } } } }],
    };
    const after = await killedAt(when, 'BatchWriteItem', { TableName: undefined, RequestItems }, items);
    expect(await after.ids()).toEqual(['two']);
    expect(changes(await after.records())).toEqual(['INSERT two', 'REMOVE one']);
  });
});

describe('a transaction that a kill interrupts', () => {
  it.each([1, 2, 3])('is done whole, each change told once, killed before write %i of three', async (nth) => {
    const folder = givenFolder();
    const data = folder.open();
    const declared = deployment(things);
    const first = await start(data, declared);
    await first.call('PutItem', thing('one', 'a', { seen: { N: '1' } }));
    await first.call('PutItem', thing('gone'));
    const writes = ['UpdateItem', 'PutItem', 'DeleteItem'];
    let killed: DataFolder | undefined;
    const killing: DynamoEngine = {
      ...first.engine,
      call(name, body, cause) {
        if (name === writes[nth - 1]) killed ??= folder.afterKill();
        return first.engine.call(name, body, cause);
      },
    };
    const outcomes: Record<string, Item> = {
      one: thing('one', 'a', { seen: { N: '2' } }).Item,
      two: thing('two').Item,
    };
    const trial = {
      created() {},
      attempt: async (_: unknown, { id }: Item) => ({
        answer: { status: 200, headers: {}, body: '{}' },
        left: outcomes[id!.S as string],
      }),
      async close() {},
    };
    const TransactItems = [
      { Update: { TableName: 'things', ...addOne('one') } },
      { Put: { TableName: 'things', ...thing('two') } },
      { Delete: { TableName: 'things', Key: { id: { S: 'gone' } } } },
    ];
    await withTransactions(killing, () => ['id'], trial, data.map('transactions')).call(
      'TransactWriteItems',
      JSON.stringify({ TransactItems }),
    );

    const after = await start(killed!, declared);
    expect(await after.ids()).toEqual(['one', 'two']);
    const one = ((await after.call('Scan', {})).Items as Item[]).find(({ id }) => id!.S === 'one');
    expect(one!.seen).toEqual({ N: '2' });
    expect(changes(await after.records()).slice(2)).toEqual(['MODIFY one', 'INSERT two', 'REMOVE gone']);
  });
});
