import { BatchGetItemCommand, BatchWriteItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { beforeEach, expect, it } from 'vitest';
import { givenDynamo, TableName, tableArn } from './given-dynamo.ts';

const table = givenDynamo();
const IDS = Array.from({ length: 25 }, (_, index) => String(index));
const keys = IDS.map((id) => ({ id: { S: id } }));

beforeEach(async () => {
  const puts = keys.map((Item) => ({ PutRequest: { Item: { ...Item, text: { S: 'x'.repeat(100) } } } }));
  await table.owner.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: puts } }));
});

async function scanned(more: object) {
  const ids: string[] = [];
  let ExclusiveStartKey: ScanCommand['input']['ExclusiveStartKey'];
  do {
    const page = await table.owner.send(new ScanCommand({ TableName, Limit: 4, ExclusiveStartKey, ...more }));
    expect(page.ScannedCount).toBeLessThanOrEqual(4);
    ids.push(...(page.Items ?? []).map(({ id }) => id!.S!));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return ids;
}

const sorted = (ids: string[]) => ids.toSorted((a, b) => Number(a) - Number(b));

it('a scan meets each item once, page by page', async () => {
  expect(sorted(await scanned({}))).toEqual(IDS);
});

it('the segments of a scan have each item in one of them', async () => {
  const segments = [0, 1, 2].map((Segment) => scanned({ Segment, TotalSegments: 3 }));
  expect(sorted((await Promise.all(segments)).flat())).toEqual(IDS);
});

it('a batch of reads has what is there, and tells what it consumed', async () => {
  const Keys = [...keys, { id: { S: 'none' } }];
  const RequestItems = { [TableName]: { Keys, ConsistentRead: true, ProjectionExpression: 'id' } };
  table.calls.length = 0;
  const { Responses, UnprocessedKeys } = await table.owner.send(new BatchGetItemCommand({ RequestItems }));
  expect(sorted(Responses![TableName]!.map(({ id }) => id!.S!))).toEqual(IDS);
  expect(UnprocessedKeys).toEqual({});
  expect(table.calls).toMatchObject([
    { operation: 'BatchGetItem', resource: tableArn, consumedCapacity: 26 },
  ]);
});

it.each([
  ['Scan', new ScanCommand({ TableName })],
  ['BatchGetItem', new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys: keys.slice(0, 1) } } })],
])('%s needs a permission of its own', async (operation, command) => {
  const reads = table.client(table.reader).send(command as ScanCommand);
  await expect(reads).rejects.toMatchObject({ name: 'AccessDeniedException' });
  const { function: name, action, resource, allowed } = table.accesses.at(-1)!;
  expect({ name, action, resource, allowed }).toEqual({
    name: 'Reader',
    action: `dynamodb:${operation}`,
    resource: tableArn,
    allowed: false,
  });
});
