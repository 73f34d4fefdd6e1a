import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { StreamRecord } from '../../../../local/dynamodb/streams/stream.ts';
import type { Item } from '../../../../local/dynamodb/writes/written-keys.ts';
import { engines } from '../../../support/engines.ts';
import { follow, givenStore, tables } from '../given-store.ts';

const given = givenStore();
const TableName = 'app-Things';
/** DynamoDB Local cannot be raced: it answers by 500, and by then has written or not. */
const [WRITES, WRITERS] = engines.real ? [40, 1] : [1000, 50];
const IDS = ['a', 'b', 'c', 'd'];

const id = fc.constantFrom(...IDS);
const value = fc.integer({ min: 0, max: 3 });
const kinds = <Kind extends string>(...names: Kind[]) => fc.constantFrom(...names);
const single = fc.record({ kind: kinds('Put', 'Update', 'Delete'), id, value });
const inBatch = fc.record({ kind: kinds('Put', 'Delete'), id, value });
const several = (one: fc.Arbitrary<Single>) =>
  fc.uniqueArray(one, { selector: (write) => write.id, minLength: 2, maxLength: 3 });
const writes = fc.oneof(
  { weight: 8, arbitrary: single.map((write) => ({ how: 'alone', parts: [write] })) },
  { weight: 1, arbitrary: several(single).map((parts) => ({ how: 'transaction', parts })) },
  { weight: 1, arbitrary: several(inBatch).map((parts) => ({ how: 'batch', parts })) },
);

interface Single {
  kind: 'Put' | 'Update' | 'Delete';
  id: string;
  value: number;
}

/** Half of the writes have a condition, that others make true and false. Each leaves a mark that no other leaves. */
function actionOf({ kind, id, value }: Single, mark: string) {
  const Key = { id: { S: id } };
  const n = { N: `${value}` };
  const conditional = value % 2 === 0;
  const condition = conditional && { ConditionExpression: 'attribute_not_exists(n) OR n <> :n' };
  if (kind === 'Put') {
    const values = conditional && { ExpressionAttributeValues: { ':n': n } };
    return { TableName, ...condition, ...values, Item: { ...Key, n, mark: { S: mark } } };
  }
  if (kind === 'Delete') {
    const values = conditional && { ExpressionAttributeValues: { ':n': n } };
    return { TableName, ...condition, ...values, Key };
  }
  const values = { ExpressionAttributeValues: { ':n': n, ':mark': { S: mark } } };
  return { TableName, ...condition, ...values, Key, UpdateExpression: 'SET mark = :mark ADD n :n' };
}

/** @returns the marks that it left, if it was done; undefined if it was refused */
async function write({ how, parts }: { how: string; parts: Single[] }, index: number) {
  const actions = parts.map((part, at) => ({ ...part, mark: `${index}.${at}` }));
  const marks = actions.filter(({ kind }) => kind !== 'Delete').map(({ mark }) => mark);
  const [operation, input] =
    how === 'alone'
      ? [`${actions[0]!.kind}Item`, actionOf(actions[0]!, actions[0]!.mark)]
      : how === 'transaction'
        ? [
            'TransactWriteItems',
            { TransactItems: actions.map((one) => ({ [one.kind]: actionOf(one, one.mark) })) },
          ]
        : ['BatchWriteItem', { RequestItems: { [TableName]: actions.map(requestOf) } }];
  const { status } = await given.answer(operation, input);
  return status === 200 ? marks : undefined;
}

const requestOf = ({ kind, id, value, mark }: Single & { mark: string }) => {
  const Key = { id: { S: id } };
  if (kind === 'Delete') return { DeleteRequest: { Key } };
  return { PutRequest: { Item: { ...Key, n: { N: `${value}` }, mark: { S: mark } } } };
};

it('the history of every key is a chain that ends at what the table holds, whatever raced', async () => {
  await given.store.create(tables({ Things: 'NEW_AND_OLD_IMAGES' }));
  const records = await follow(given.store, TableName);
  const all = fc.sample(writes, WRITES).entries();
  const outcomes: (string[] | undefined)[] = [];
  const writer = async () => {
    for (const [index, one] of all) outcomes.push(await write(one, index));
  };
  await Promise.all(Array.from({ length: WRITERS }, writer));
  if (WRITERS > 1) expect(outcomes).toContain(undefined);
  // A last write of each key, to know when everything has been told: of two keys, nothing says which comes first.
  const last = IDS.map((id) => ({ id: { S: id }, mark: { S: `last ${id}` } }));
  for (const Item of last) await given.call('PutItem', { TableName, Item });
  const marks = (history: StreamRecord[]) =>
    history.flatMap(({ dynamodb }) => dynamodb.NewImage?.mark?.S ?? []);
  let history: StreamRecord[] = [];
  while (!last.every(({ mark }) => marks(history).includes(mark.S))) {
    history = [...(await records(history.length + 1))];
  }

  const done = outcomes.flatMap((marks) => marks ?? []);
  expect(done.length).toBeGreaterThan(WRITES / 3);
  expect(marks(history).toSorted()).toEqual([...done, ...last.map(({ mark }) => mark.S)].toSorted());
  for (const key of IDS) {
    let now: Item | undefined;
    for (const { dynamodb } of history.filter((record) => record.dynamodb.Keys.id!.S === key)) {
      expect(dynamodb.OldImage).toEqual(now);
      now = dynamodb.NewImage;
    }
    expect(await given.item(TableName, key)).toEqual(now);
  }
});
