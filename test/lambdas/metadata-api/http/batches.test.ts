import { BatchGetItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { RecordStore } from '../../../../lambdas/metadata-api/records/record-store.ts';
import type { Json } from '../../../support/api.ts';
import { create, people } from '../support/people.ts';
import { startHarness } from '../support/start.ts';

const api = await startHarness();
beforeEach(() => api.table.clear());
const { ann, ben } = people(api);

const NOWHERE = '00000000-0000-4000-8000-000000000000';
const named = (count: number) => Array.from({ length: count }, (_, at) => ({ filename: `${at}.jpg` }));
const statuses = ({ body }: { body: Json }) => body.results.map(({ status }: { status: number }) => status);
const records = async () => (await api.table.dump()).filter(({ version }) => version);

function post(what: '' | '_get' | '_delete', body: unknown, headers = {}, query = '') {
  return api.call('POST', `/metadata/batch${what}${query}`, { body, headers });
}

describe('POST /metadata/batch', () => {
  it('makes 100 records, and tells them in order, each with a ticket of its own', async () => {
    const reply = await post('', { records: named(100) });
    expect(reply.status).toBe(200);
    expect(statuses(reply)).toEqual(named(100).map(() => 201));
    const { results } = reply.body;
    expect(results.map(({ metadata }: Json) => metadata.filename)).toEqual(
      named(100).map(({ filename }) => filename),
    );
    for (const { metadata, preSignedUrl } of results) {
      expect(preSignedUrl).toMatchObject({ id: metadata.id, method: 'PUT' });
      expect(new URL(preSignedUrl.url).pathname).toContain(`/images/${metadata.id}/`);
    }
    expect(await records()).toHaveLength(100);
  });

  it('refuses one bad of a hundred alone, whatever is wrong with it', async () => {
    const bad: [item: unknown, code: string, path?: string][] = [
      [{ filename: 'not a name' }, 'ValidationFailed', 'filename'],
      [{}, 'ValidationFailed', 'filename'],
      [null, 'ValidationFailed', 'body'],
      ['a.jpg', 'ValidationFailed', 'body'],
      [[], 'ValidationFailed', 'body'],
      [{ filename: 'a', constructor: 1 }, 'ValidationFailed', 'constructor'],
      [{ filename: 'a', imageId: 'i' }, 'ValidationFailed', 'userId'],
      [{ filename: 'a', size: 50_000_001 }, 'ValidationFailed', 'size'],
      [{ filename: 'a', contentType: 'text/html' }, 'ValidationFailed', 'contentType'],
      [{ filename: 'a', idempotencyKey: 'é' }, 'ValidationFailed', 'idempotencyKey'],
      [{ filename: 'a', attributes: { a: 'x'.repeat(70_000) } }, 'PayloadTooLarge'],
    ];
    for (const [item, code, path] of bad) {
      await api.table.clear();
      const reply = await post('', { records: [...named(60), item, ...named(39)] });
      expect(reply.status).toBe(200);
      const [refused] = reply.body.results.splice(60, 1);
      expect(refused).toMatchObject({
        status: code === 'PayloadTooLarge' ? 413 : 400,
        error: { code, message: expect.stringMatching(/\w/), requestId: expect.stringMatching(/\w/) },
      });
      if (path) expect(refused.error.errors).toMatchObject([{ path }]);
      expect(statuses(reply)).toEqual(named(99).map(() => 201));
      expect(await records()).toHaveLength(99);
    }
  });

  it('makes nothing when it is repeated under its key, and gives the same tickets', async () => {
    const batch = { records: [...named(20), { filename: 'no name' }] };
    const key = { 'Idempotency-Key': 'once' };
    const first = await post('', batch, key);
    const before = await api.table.dump();
    const again = await Promise.all([post('', batch, key), post('', batch, key)]);
    expect(await api.table.dump()).toEqual(before);
    for (const reply of again) {
      expect(statuses(reply)).toEqual(statuses(first));
      for (const [at, { metadata, preSignedUrl }] of reply.body.results.slice(0, 20).entries()) {
        const was = first.body.results[at];
        expect(metadata).toEqual(was.metadata);
        expect(new URL(preSignedUrl.url).pathname).toBe(new URL(was.preSignedUrl.url).pathname);
      }
    }
  });

  it('makes what a first attempt left out, when it is repeated under its key', async () => {
    const key = { 'Idempotency-Key': 'half' };
    const all = await post('', { records: named(5) }, key);
    await api.table.clear();
    const half = await post('', { records: named(3) }, key);
    const whole = await post('', { records: named(5) }, key);
    expect(statuses(all)).toEqual(statuses(whole));
    expect(whole.body.results.slice(0, 3).map(({ metadata }: Json) => metadata.id)).toEqual(
      half.body.results.map(({ metadata }: Json) => metadata.id),
    );
    expect(await records()).toHaveLength(5);
  });

  it('knows a record by its place, and refuses one that changed, alone', async () => {
    const key = { 'Idempotency-Key': 'places' };
    await post('', { records: named(3) }, key);
    const [a, b, c] = named(3);
    const reply = await post('', { records: [a, c, b] }, key);
    expect(statuses(reply)).toEqual([201, 409, 409]);
    expect(reply.body.results[1].error.code).toBe('IdempotencyConflict');
  });

  it('knows a record by a key of its own, in any place, and in a POST of its own', async () => {
    const mine = { filename: 'a.jpg', idempotencyKey: 'mine' };
    const reply = await post('', { records: [...named(2), mine] }, { 'Idempotency-Key': 'theirs' });
    const { id } = reply.body.results[2].metadata;
    const moved = await post('', { records: [mine] }, { 'Idempotency-Key': 'others' });
    expect(moved.body.results[0].metadata.id).toBe(id);
    const alone = await api.call('POST', '/metadata', {
      body: { filename: 'a.jpg' },
      headers: { 'Idempotency-Key': 'mine' },
    });
    expect(alone.body.metadata.id).toBe(id);
    expect(await records()).toHaveLength(3);
  });

  it('never takes the key of a batch for that of a POST', async () => {
    const key = { 'Idempotency-Key': '0' };
    const [batch, single] = [
      await post('', { records: [{ filename: 'a.jpg' }] }, key),
      await api.call('POST', '/metadata', { body: { filename: 'a.jpg' }, headers: key }),
    ];
    expect(single.body.metadata.id).not.toBe(batch.body.results[0].metadata.id);
  });

  it('makes the first of those with one name, and no other', async () => {
    const name = { userId: 'u', imageId: 'i' };
    const items = [...named(30), ...Array.from({ length: 5 }, (_, at) => ({ filename: `n${at}`, ...name }))];
    const reply = await post('', { records: items });
    expect(statuses(reply).slice(30)).toEqual([201, 409, 409, 409, 409]);
    expect(reply.body.results[34].error).toMatchObject({ code: 'AlreadyExists' });
    expect(reply.body.results[30].metadata.filename).toBe('n0');
  });

  it('counts each record against the limit of its owner, where there is one', async () => {
    const batch = { records: ['a', 'a', 'b', 'a'].map((userId) => ({ filename: 'x', userId })) };
    const reply = await post('', batch, {}, '?ticketsPerHour=2');
    expect(statuses(reply)).toEqual([201, 201, 201, 429]);
    const { error, retryAfter } = reply.body.results[3];
    expect(error.code).toBe('HourlyLimitReached');
    expect(retryAfter).toBeGreaterThan(0);
  });
});

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

describe('a failure of the service', () => {
  it('is one of the items that it hits, and is logged', async () => {
    const failing = new Set(['3.jpg', '5.jpg', '6.jpg', '7.jpg', '8.jpg']);
    const name = 'fail';
    api.table.client.middlewareStack.add(
      (next) => async (args) => {
        const { Item } = args.input as { Item?: { filename?: { S?: string } } };
        if (failing.has(Item?.filename?.S ?? '')) throw new Error('No table today');
        return next(args);
      },
      { step: 'initialize', name },
    );
    api.log.length = 0;
    const reply = await post('', { records: named(10) });
    api.table.client.middlewareStack.remove(name);
    expect(statuses(reply)).toEqual([201, 201, 201, 500, 201, 500, 500, 500, 500, 201]);
    expect(JSON.stringify(reply.body)).not.toContain('No table today');
    expect(await records()).toHaveLength(5);
    const logged = api.log.filter(([message]) => message === 'request failed');
    expect(logged.map(([, details]) => details)).toMatchObject([1, 2, 3].map(() => ({ failures: 5 })));
  });
});

describe('a batch that is none', () => {
  const NONE: Record<string, [what: '' | '_get' | '_delete', body: unknown, path: string]> = {
    'records that are missing': ['', {}, 'records'],
    'records that are no list': ['', { records: {} }, 'records'],
    'records that are null': ['', { records: null }, 'records'],
    'an empty list': ['', { records: [] }, 'records'],
    '101 records': ['', { records: named(101) }, 'records'],
    'an unknown field': ['', { records: named(1), more: 1 }, 'more'],
    'a bare list': ['', [{ filename: 'a' }], 'body'],
    'neither ids nor names': ['_get', {}, 'body'],
    'both ids and names': ['_get', { ids: [NOWHERE], imageIds: ['a'] }, 'body'],
    'names of nobody': ['_get', { imageIds: ['a'] }, 'userId'],
    'no ids': ['_get', { ids: [] }, 'ids'],
    'ids that are no list': ['_get', { ids: NOWHERE }, 'ids'],
    '101 ids': ['_get', { ids: Array.from({ length: 101 }, () => NOWHERE) }, 'ids'],
    'no ids to delete': ['_delete', { ids: [] }, 'ids'],
    'names to delete': ['_delete', { imageIds: ['a'] }, 'ids'],
  };

  it.each(Object.entries(NONE))('is refused as a whole: %s', async (_, [what, body, path]) => {
    const reply = await post(what, body);
    expect(reply).toMatchObject({ status: 400, body: { code: 'ValidationFailed' } });
    expect(reply.body.errors.map((error: { path: string }) => error.path)).toContain(path);
    expect(await records()).toEqual([]);
  });

  it('may have 256 KiB, and no more', async () => {
    const item = (length: number) => ({ filename: 'a', attributes: { a: 'x'.repeat(length) } });
    const size = (count: number) =>
      JSON.stringify({ records: Array.from({ length: count }, () => item(3500)) });
    expect((await post('', size(70))).status).toBe(200);
    expect(await post('', size(80))).toMatchObject({ status: 413, body: { code: 'PayloadTooLarge' } });
  });
});
