import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { callJson, embeddedEngine } from '../../../local/dynamodb/engine.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const TableName = 'things';
const ITEMS = 200;

it('an item of a few bytes keeps a few kilobytes in memory, and no pool', async () => {
  const engine = embeddedEngine();
  await callJson(engine, 'CreateTable', {
    TableName,
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
  });
  const status = async () =>
    (await callJson(engine, 'DescribeTable', { TableName })).Table as { TableStatus: string };
  await expect.poll(status).toMatchObject({ TableStatus: 'ACTIVE' });
  const put = async (from: number) => {
    for (let index = from; index < from + ITEMS; index++) {
      await callJson(engine, 'PutItem', { TableName, Item: { id: { S: `${index}` } } });
      // What else goes on in the process moves on to the next pool.
      for (let other = 0; other < 10; other++) Buffer.allocUnsafe(8_000);
    }
    collectGarbage();
    return process.memoryUsage().arrayBuffers;
  };
  const before = await put(0);
  const after = await put(ITEMS);
  expect((after - before) / ITEMS).toBeLessThan(4_096);
  await engine.close();
});
