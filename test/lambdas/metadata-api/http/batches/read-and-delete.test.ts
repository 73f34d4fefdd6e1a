import { BatchGetItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it } from 'vitest';
import { RecordStore } from '../../../../../lambdas/metadata-api/records/record-store.ts';
import { create, people } from '../../support/people.ts';
import { givenBatches, NOWHERE, named, statuses } from './given-batches.ts';

const { api, post, records } = await givenBatches();
const { ann, ben } = people(api);

describe('POST /metadata/batch_get', () => {
  it('reads records in order, with their URLs', async () => {
    const [pending, ready] = [await api.create(), await api.create()];
    await api.accept(ready);
    const reply = await post('_get', { ids: [ready, NOWHERE, 'x', pending, ready.toUpperCase()] });
    expect(statuses(reply)).toEqual([200, 404, 400, 200, 200]);
    const [first, , bad, waiting, again] = reply.body.results;
    expect(first).toMatchObject({ metadata: { id: ready }, preSignedUrl: { method: 'GET' } });
    expect(first.metadata).toEqual((await api.call('GET', `/metadata/${ready}`)).body.metadata);
    expect(bad.error.errors).toMatchObject([{ path: 'id', message: 'must be a UUID' }]);
    expect(waiting).toMatchObject({ metadata: { id: pending }, preSignedUrl: null });
    expect(again.metadata.id).toBe(ready);
  });

  it('reads images of an owner by their names', async () => {
    const id = await api.create({ userId: 'u', imageId: 'é/1' });
    const reply = await post('_get', { imageIds: ['é/1', 'no'] }, {}, '?userId=u');
    expect(statuses(reply)).toEqual([200, 404]);
    expect(reply.body.results[0].metadata.id).toBe(id);
  });

  it('has no record of another owner', async () => {
    const id = await api.create({ userId: 'u' });
    expect(statuses(await post('_get', { ids: [id] }, {}, '?userId=v'))).toEqual([404]);
  });

  it('tells what is no record from one', async () => {
    await api.call('POST', '/metadata', { body: { filename: 'a' }, headers: { 'Idempotency-Key': 'k' } });
    const others = (await api.table.dump()).filter(({ version }) => !version);
    expect(others).toHaveLength(1);
    expect(statuses(await post('_get', { ids: others.map(({ id }) => id!.S) }))).toEqual([400]);
  });

  it('asks again for what DynamoDB left unread, and says so when it goes on', async () => {
    const client = new DynamoDBClient({ region: 'eu-central-1' });
    const left = { records: { Keys: [{ id: { S: 'b' } }], ConsistentRead: true } };
    const mock = mockClient(client);
    mock.on(BatchGetItemCommand).resolvesOnce({ UnprocessedKeys: left }).resolves({});
    expect([...(await new RecordStore(client, 'records').getMany(['a', 'b']))]).toEqual([
      ['a', undefined],
      ['b', undefined],
    ]);
    expect(mock.commandCalls(BatchGetItemCommand)[1]!.args[0].input).toEqual({ RequestItems: left });
    mock.on(BatchGetItemCommand).resolves({ UnprocessedKeys: left });
    await expect(new RecordStore(client, 'records').getMany(['a', 'b'])).rejects.toThrow('1 of 2 records');
  });
});

describe('POST /metadata/batch_delete', () => {
  it('deletes what is there, and says of the rest what is wrong', async () => {
    const [one, other, kept] = [await api.create(), await api.create(), await api.create()];
    const reply = await post('_delete', { ids: [one, 'x', NOWHERE, other, one] });
    expect(statuses(reply)).toEqual([204, 400, 404, 204, 204]);
    expect((await records()).map(({ id }) => id!.S)).toEqual([kept]);
    expect(statuses(await post('_delete', { ids: [one] }))).toEqual([404]);
  });

  it('erases, where that is asked for, as a DELETE of each', async () => {
    const reply = await post('_delete', { ids: [NOWHERE, 'x'] }, {}, '?erase=true');
    expect(statuses(reply)).toEqual([202, 400]);
    expect((await api.table.dump()).map(({ id }) => id!.S)).toEqual([expect.stringContaining(NOWHERE)]);
  });

  it('says of a keyed POST that its record was deleted', async () => {
    const key = { 'Idempotency-Key': 'gone' };
    const { body } = await post('', { records: named(1) }, key);
    await post('_delete', { ids: [body.results[0].metadata.id] });
    const again = await post('', { records: named(1) }, key);
    expect(again.body.results[0]).toMatchObject({ status: 409, error: { code: 'IdempotencyConflict' } });
  });

  it.each([{}, { 'If-Match': '"1"' }])('takes no If-Match: %j', async (headers) => {
    const { status } = await post('_delete', { ids: [await api.create()] }, headers);
    expect(status).toBe('If-Match' in headers ? 400 : 200);
  });
});

describe('below /my', () => {
  it('batches are of own records alone: those of others are 404 each', async () => {
    const made = await ann('POST', '/metadata/batch', {
      body: { records: [{ filename: 'a', imageId: 'i' }] },
    });
    const { id, userId } = made.body.results[0].metadata;
    expect(userId).toBe('owner-of-ann');
    const his = (await create(ben, { imageId: 'i' })).id;
    const nobodys = await api.create();
    const ids = [id, his, nobodys, NOWHERE];
    const read = await ben('POST', '/metadata/batch_get', { body: { ids } });
    expect(statuses(read)).toEqual([404, 200, 404, 404]);
    expect(new Set([0, 2, 3].map((at) => read.body.results[at].error.message)).size).toBe(1);
    const byName = await ben('POST', '/metadata/batch_get', { body: { imageIds: ['i'] } });
    expect(byName.body.results[0].metadata.id).toBe(his);
    const gone = await ben('POST', '/metadata/batch_delete', { body: { ids } });
    expect(statuses(gone)).toEqual([404, 204, 404, 404]);
    expect((await records()).map((item) => item.id!.S).sort()).toEqual([id, nobodys].sort());
  });

  it('a record says nothing of its owner', async () => {
    const body = { records: [{ filename: 'a', userId: 'owner-of-ben' }, { filename: 'b' }] };
    expect(statuses(await ann('POST', '/metadata/batch', { body }))).toEqual([400, 201]);
  });
});
