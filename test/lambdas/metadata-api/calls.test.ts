import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Harness } from './support/harness.ts';
import { TestTable } from './support/table.ts';

const SHARDS = 4;
let table: TestTable;
let api: Harness;
const calls: string[] = [];
let input: Record<string, unknown>;

beforeAll(async () => {
  table = await TestTable.start();
  table.client.middlewareStack.add(
    (next, { commandName }) =>
      (args) => {
        calls.push(commandName!.replace('Command', ''));
        input = args.input as Record<string, unknown>;
        return next(args);
      },
    { step: 'initialize' },
  );
  api = new Harness(table, { feedShards: SHARDS });
});

afterAll(() => table.stop());

/** The AWS calls of one request. */
async function callsOf(act: () => Promise<{ status: number }>): Promise<string[]> {
  calls.length = 0;
  expect((await act()).status).toBeLessThan(300);
  return [...calls];
}

describe('AWS calls', () => {
  it('of POST: one write', async () => {
    const act = () =>
      api.call('POST', '/metadata', { body: { filename: 'a.jpg', userId: 'u', imageId: 'i' } });
    expect(await callsOf(act)).toEqual(['PutItem']);
  });

  it('of POST with an Idempotency-Key: two writes', async () => {
    const post = () =>
      api.call('POST', '/metadata', { body: { filename: 'a.jpg' }, headers: { 'Idempotency-Key': 'k' } });
    expect(await callsOf(post)).toEqual(['PutItem', 'PutItem']);
  });

  it('of GET one: one read', async () => {
    const id = await api.create();
    expect(await callsOf(() => api.call('GET', `/metadata/${id}`))).toEqual(['GetItem']);
    expect(input).toMatchObject({ Key: { id: { S: id } }, ConsistentRead: true });
  });

  it('of GET by name: one read', async () => {
    expect(await callsOf(() => api.call('GET', '/metadata?userId=u&imageId=i'))).toEqual(['GetItem']);
  });

  it('of PUT: one update, whatever it edits', async () => {
    const id = await api.create();
    const body = {
      filename: 'b.jpg',
      title: null,
      tags: { add: ['a'], remove: ['b'] },
      attributes: { a: 1, b: null },
    };
    const act = () => api.call('PUT', `/metadata/${id}`, { body, headers: { 'If-Match': '"1"' } });
    expect(await callsOf(act)).toEqual(['UpdateItem']);
    expect(await callsOf(() => api.call('PUT', `/metadata/${id}`))).toEqual(['UpdateItem']);
  });

  it('of PUT for one owner: one update, which is conditional on the owner', async () => {
    const id = await api.create({ userId: 'ann' });
    const act = () => api.call('PUT', `/metadata/${id}?userId=ann`, { body: { title: 'x' } });
    expect(await callsOf(act)).toEqual(['UpdateItem']);
    expect(input.ConditionExpression).toMatch(/\buserId = :/);
  });

  it('of a list page: one query a shard, and nothing an item', async () => {
    for (let at = 0; at < 30; at++) await api.accept(await api.create({ userId: 'lister' }));
    const page = () => api.call('GET', '/metadata?limit=10');
    expect(await callsOf(page)).toEqual(Array.from({ length: SHARDS }, () => 'Query'));
    expect(input).toMatchObject({ IndexName: 'feed', Limit: 11 });
    expect(await callsOf(() => api.call('GET', '/metadata?limit=10&userId=lister'))).toEqual(['Query']);
  });

  it('of DELETE: one read, one delete', async () => {
    const id = await api.create();
    await api.accept(id);
    const act = () => api.call('DELETE', `/metadata/${id}`);
    expect(await callsOf(act)).toEqual(['GetItem', 'DeleteItem']);
  });

  it('of a batch: one write a record, with a key two', async () => {
    const records = Array.from({ length: 100 }, () => ({ filename: 'a.jpg' }));
    const post = (headers = {}) => api.call('POST', '/metadata/batch', { body: { records }, headers });
    expect(await callsOf(post)).toEqual(records.map(() => 'PutItem'));
    const keyed = await callsOf(() => post({ 'Idempotency-Key': 'b' }));
    // A slow one looks whether it was overtaken.
    const writes = keyed.filter((name) => name !== 'GetItem');
    expect(writes).toEqual(records.flatMap(() => ['PutItem', 'PutItem']));
  });

  it('of batch_get: one read, of batch_delete: one read and one delete a record', async () => {
    const ids = await Promise.all(Array.from({ length: 100 }, () => api.create()));
    const body = { ids: [...ids.slice(1), ids[1]!.toUpperCase()] };
    expect(await callsOf(() => api.call('POST', '/metadata/batch_get', { body }))).toEqual(['BatchGetItem']);
    expect(input).toMatchObject({ RequestItems: { records: { ConsistentRead: true } } });
    const act = () => api.call('POST', '/metadata/batch_delete', { body: { ids } });
    expect(await callsOf(act)).toEqual(['BatchGetItem', ...ids.map(() => 'DeleteItem')]);
  });

  it('of upload_url: one write for a new image, an update more for another ticket', async () => {
    const act = () => api.call('POST', '/api/upload_url', { body: { userId: 'u', imageId: 'new' } });
    expect(await callsOf(act)).toEqual(['PutItem']);
    // The read is this engine's: DynamoDB returns the item with the refusal.
    expect(await callsOf(act)).toEqual(['PutItem', 'GetItem', 'UpdateItem']);
  });
});
