import { describe, expect, it, onTestFinished } from 'vitest';
import type { DataFolder } from '../../../local/data/data-folder.ts';
import { callJson, type DynamoEngine, embeddedEngine } from '../../../local/dynamodb/engine.ts';
import { keptTables } from '../../../local/dynamodb/kept-tables.ts';
import { openStore } from '../../../local/dynamodb/store.ts';
import { captured } from '../../../local/dynamodb/streams/captured.ts';
import type { StreamRecord } from '../../../local/dynamodb/streams/stream.ts';
import { withTransactions } from '../../../local/dynamodb/transactions/transactions.ts';
import type { Item } from '../../../local/dynamodb/writes/written-keys.ts';
import { readAssembly } from '../../../local/template/assembly.ts';
import { deploy } from '../../../local/template/deployment.ts';
import { givenFolder } from '../data/given-folder.ts';
import { assemblyForTest } from '../support/assembly.ts';

const attribute = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' });
const key = (AttributeName: string) => [{ AttributeName, KeyType: 'HASH' }];
const byKind = { IndexName: 'kind', KeySchema: key('kind'), Projection: { ProjectionType: 'ALL' } };
const things = {
  TableName: 'things',
  AttributeDefinitions: [attribute('id'), attribute('kind')],
  KeySchema: key('id'),
  GlobalSecondaryIndexes: [byKind],
  StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
};

const deployment = (...tables: (Partial<typeof things> & { TableName: string })[]) => {
  const declared = tables.map((Properties) => [
    Properties.TableName,
    { Type: 'AWS::DynamoDB::Table', Properties },
  ]);
  const Resources = {
    ...Object.fromEntries(declared),
    Relay: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: { EventSourceArn: { 'Fn::GetAtt': [tables[0]!.TableName, 'StreamArn'] } },
    },
  };
  const environment = { accountId: '000000000000', region: 'us-east-1', queueUrl: String };
  return deploy(readAssembly(assemblyForTest({ app: { template: { Resources } } })), environment);
};

async function start(data: DataFolder, declared = deployment(things)) {
  const tables = await keptTables(data, declared);
  const store = openStore('us-east-1', undefined, { folder: data, tables });
  onTestFinished(() => store.close());
  await store.create(declared);
  return reading(store.engine, tables, async () => {
    const arn = store.tables()[0]!.stream!.arn;
    const reader = await store.stream(arn)!.open('shard', 'TRIM_HORIZON');
    return (await reader.read()).entries.map(({ record }) => record);
  });
}

const reading = (engine: DynamoEngine, tables: string, records: () => Promise<StreamRecord[]>) => ({
  engine,
  tables,
  records,
  call: (operation: string, input: object) => callJson(engine, operation, { TableName: 'things', ...input }),
  async ids(kind?: string) {
    const asked =
      kind === undefined
        ? await callJson(engine, 'Scan', { TableName: 'things' })
        : await callJson(engine, 'Query', {
            TableName: 'things',
            IndexName: 'kind',
            KeyConditionExpression: 'kind = :kind',
            ExpressionAttributeValues: { ':kind': { S: kind } },
          });
    return (asked.Items as Item[]).map(({ id }) => id!.S as string).sort();
  },
});

const thing = (id: string, kind = 'a', more: Item = {}): { Item: Item } => ({
  Item: { id: { S: id }, kind: { S: kind }, ...more },
});
const addOne = (id: string) => ({
  Key: { id: { S: id } },
  UpdateExpression: 'ADD seen :one',
  ExpressionAttributeValues: { ':one': { N: '1' } },
});
const changes = (records: StreamRecord[]) =>
  records.map(({ eventName, dynamodb }) => `${eventName} ${dynamodb.Keys.id!.S}`);

describe('tables in a folder', () => {
  it('have after a kill what was written, in their indexes and in their stream too', async () => {
    const folder = givenFolder();
    const before = await start(folder.open());
    await before.call('PutItem', thing('one'));
    await before.call('PutItem', thing('two', 'b'));
    await before.call('UpdateItem', addOne('one'));
    await before.call('DeleteItem', { Key: { id: { S: 'two' } } });

    const after = await start(folder.afterKill());
    expect(await after.ids()).toEqual(['one']);
    expect([await after.ids('a'), await after.ids('b')]).toEqual([['one'], []]);
    const told = ['INSERT one', 'INSERT two', 'MODIFY one', 'REMOVE two'];
    expect(changes(await after.records())).toEqual(told);
  });

  it('keep their items when an index or a table comes to them or goes', async () => {
    const folder = givenFolder();
    const { GlobalSecondaryIndexes: _, AttributeDefinitions, ...bare } = things;
    const without = deployment({ ...bare, AttributeDefinitions: [AttributeDefinitions[0]!] });
    const before = await start(folder.open(), without);
    await before.call('PutItem', thing('one'));

    const data = folder.afterKill();
    const more = { TableName: 'more', AttributeDefinitions: [attribute('id')], KeySchema: key('id') };
    const after = await start(data, deployment(things, more));
    expect(await after.ids('a')).toEqual(['one']);
    expect(after.tables).not.toBe(before.tables);

    const later = await start(folder.afterKill(), without);
    expect(await later.ids()).toEqual(['one']);
    const same = await start(folder.afterKill(), without);
    expect(same.tables.split('/').at(-1)).toBe(later.tables.split('/').at(-1));
  });

  it('are refused when their items have no place in what is declared, and stay', async () => {
    const folder = givenFolder();
    await (await start(folder.open())).call('PutItem', thing('one'));
    const { GlobalSecondaryIndexes: _, ...bare } = things;
    const otherKey = deployment({
      ...bare,
      AttributeDefinitions: [attribute('name')],
      KeySchema: key('name'),
    });
    await expect(start(folder.afterKill(), otherKey)).rejects.toThrow(
      /^The table things, of which .* has items, is declared with another key now; name an empty folder$/,
    );
    const none = deployment({ ...bare, TableName: 'others', AttributeDefinitions: [attribute('id')] });
    await expect(start(folder.afterKill(), none)).rejects.toThrow('is not declared any more; name');
    expect(await (await start(folder.afterKill())).ids()).toEqual(['one']);
  });
});

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
