import { describe, expect, it } from 'vitest';
import { startHarness } from '../support/start.ts';

const api = await startHarness();
const { table } = api;

const times = (count: number) => Array.from({ length: count }, (_, at) => at);
let keys = 0;
const newKey = () => `key-${keys++}`;

function post(key: string, body: object, apiKeyId?: string) {
  const headers = { 'Idempotency-Key': key };
  return api.call('POST', '/metadata', { body, headers, ...(apiKeyId && { apiKeyId }) });
}

const count = async () => (await table.dump()).filter((item) => item.version).length;

describe('Idempotency-Key', () => {
  it('makes 150 concurrent retries one record, each with a working ticket of it', async () => {
    const key = newKey();
    const before = await count();
    const replies = await Promise.all(times(150).map(() => post(key, { filename: 'a.jpg', title: 'x' })));
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(replies.map(({ body }) => JSON.stringify(body.metadata))).size).toBe(1);
    expect(await count()).toBe(before + 1);
    const { id } = replies[0]!.body.metadata;
    for (const { body, headers } of replies) {
      expect(new URL(body.preSignedUrl.url).pathname).toContain(`/images/${id}/`);
      expect(headers).toMatchObject({ ETag: '"1"', Location: `/v1/metadata/${id}` });
    }
  });

  it('signs the same ticket anew, after a rename too', async () => {
    const key = newKey();
    const first = await post(key, { filename: 'a.jpg' });
    await api.call('PUT', `/metadata/${first.body.metadata.id}`, { body: { filename: 'b.png' } });
    const again = await post(key, { filename: 'a.jpg' });
    expect(new URL(again.body.preSignedUrl.url).pathname).toBe(new URL(first.body.preSignedUrl.url).pathname);
    expect(again.body.metadata).toMatchObject({ filename: 'b.png', version: 2 });
  });

  it('keeps a record that would end before the retried ticket', async () => {
    const key = newKey();
    const { id } = (await post(key, { filename: 'a.jpg' })).body.metadata;
    const now = Math.ceil(Date.now() / 1000);
    await table.set(id, { expiresAt: { N: String(now + 600) } });
    expect((await post(key, { filename: 'a.jpg' })).status).toBe(201);
    const item = (await table.dump()).find((one) => one.id!.S === id)!;
    expect(Number(item.expiresAt!.N)).toBeGreaterThan(now + 6 * 86_400);
  });

  it('does not mind the order of the fields', async () => {
    const key = newKey();
    const first = await post(key, { filename: 'a.jpg', attributes: { a: 1, b: 2 } });
    const again = await post(key, { attributes: { b: 2, a: 1 }, filename: 'a.jpg' });
    expect(again).toMatchObject({ status: 201, body: { metadata: { id: first.body.metadata.id } } });
  });

  it.each([
    ['another filename', { filename: 'a.jpg' }, { filename: 'b.jpg' }],
    ['one field more', { filename: 'a.jpg' }, { filename: 'a.jpg', size: 5 }],
    ['a name', { filename: 'a.jpg' }, { filename: 'a.jpg', userId: 'u', imageId: 'conflict-1' }],
    ['no name', { filename: 'a.jpg', userId: 'u', imageId: 'conflict-2' }, { filename: 'a.jpg' }],
    [
      'another name',
      { filename: 'a.jpg', userId: 'u', imageId: 'conflict-3' },
      { filename: 'a.jpg', userId: 'u', imageId: 'conflict-4' },
    ],
  ])('refuses the same key with %s', async (_, first, second) => {
    const key = newKey();
    expect((await post(key, first)).status).toBe(201);
    const before = await table.dump();
    expect(await post(key, second)).toMatchObject({ status: 409, body: { code: 'IdempotencyConflict' } });
    expect(await table.dump()).toEqual(before);
    expect((await post(key, first)).status).toBe(201);
  });

  it('lets one of many concurrent bodies win', async () => {
    const key = newKey();
    const replies = await Promise.all(
      times(40).map((at) =>
        post(key, at % 2 ? { filename: 'a.jpg' } : { filename: 'a.jpg', userId: 'u', imageId: key }),
      ),
    );
    const ids = replies.filter(({ status }) => status === 201).map(({ body }) => body.metadata.id);
    expect(ids).toHaveLength(20);
    expect(new Set(ids).size).toBe(1);
  });

  it("is the API key's own", async () => {
    const key = newKey();
    const mine = await post(key, { filename: 'a.jpg' }, 'key-1');
    const theirs = await post(key, { filename: 'b.jpg' }, 'key-2');
    expect(theirs.status).toBe(201);
    expect(theirs.body.metadata.id).not.toBe(mine.body.metadata.id);
  });

  it('gives records ids that nothing tells beforehand', async () => {
    const key = newKey();
    const first = (await post(key, { filename: 'a.jpg' })).body.metadata.id;
    await table.clear();
    expect((await post(key, { filename: 'a.jpg' })).body.metadata.id).not.toBe(first);
  });

  it.each([
    ['a record', {}],
    ['a named image', { userId: 'u', imageId: 'deleted' }],
  ])('whose record was deleted says so, and makes none anew: %s', async (_, name) => {
    const key = newKey();
    const body = { filename: 'a.jpg', ...name };
    const { id } = (await post(key, body)).body.metadata;
    expect((await api.call('DELETE', `/metadata/${id}`)).status).toBe(204);
    for (const _ of times(2)) {
      const again = await post(key, body);
      expect(again).toMatchObject({ status: 409, body: { code: 'IdempotencyConflict' } });
      expect(again.body.message).toMatch(/was deleted/);
    }
    expect((await api.call('GET', `/metadata/${id}`)).status).toBe(404);
    expect((await post(newKey(), body)).status).toBe(201);
    expect(await post(key, body)).toMatchObject({ status: 409, body: { code: 'IdempotencyConflict' } });
  });

  it('completes what a crash left half done', async () => {
    const key = newKey();
    const before = await count();
    const send = table.client.send.bind(table.client);
    let puts = 0;
    table.client.send = (async (command: never) => {
      if ((command as object).constructor.name === 'PutItemCommand' && ++puts === 2) throw new Error('crash');
      return send(command);
    }) as typeof table.client.send;
    expect((await post(key, { filename: 'a.jpg' })).status).toBe(500);
    table.client.send = send;
    expect(await count()).toBe(before);
    const first = await post(key, { filename: 'a.jpg' });
    const second = await post(key, { filename: 'a.jpg' });
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body.metadata).toEqual(first.body.metadata);
    expect(await count()).toBe(before + 1);
  });

  it('makes nothing of a repeat that is overtaken by a deletion', async () => {
    const key = newKey();
    const name = { userId: 'u', imageId: 'overtaken' };
    const { id } = (await post(key, { filename: 'a.jpg', ...name })).body.metadata;
    const send = table.client.send.bind(table.client);
    // The repeat has read the request; before it reads the record, that is deleted.
    table.client.send = (async (command: { input: { Key?: { id?: { S: string } } } }) => {
      if (command.constructor.name === 'GetItemCommand' && command.input.Key?.id?.S === id) {
        table.client.send = send;
        expect((await api.call('DELETE', `/metadata/${id}`)).status).toBe(204);
      }
      return send(command as never);
    }) as unknown as typeof table.client.send;
    expect(await post(key, { filename: 'a.jpg', ...name })).toMatchObject({
      status: 409,
      body: { code: 'IdempotencyConflict' },
    });
    expect((await api.call('GET', `/metadata/${id}`)).status).toBe(404);
  });

  it('is forgotten after a day, whether DynamoDB has deleted it or not', async () => {
    const key = newKey();
    const first = (await post(key, { filename: 'a.jpg' })).body.metadata.id;
    const remembered = (await table.dump()).find((item) => item.recordId?.S === first)!;
    const ends = Number(remembered.expiresAt!.N);
    expect(Math.abs(ends - (Date.now() / 1000 + 86_400))).toBeLessThan(60);
    await table.set(remembered.id!.S!, { expiresAt: { N: String(Math.floor(Date.now() / 1000)) } });
    const second = await post(key, { filename: 'b.jpg' });
    expect(second.status).toBe(201);
    expect(second.body.metadata.id).not.toBe(first);
  });

  it('leaves nothing that reads as a record', async () => {
    const key = newKey();
    const named = await post(key, { filename: 'a.jpg', userId: 'u', imageId: 'hidden' });
    const claim = (await table.dump()).find((item) => !item.version)!.id!.S!;
    for (const method of ['GET', 'PUT', 'DELETE']) {
      expect((await api.call(method, `/metadata/${encodeURIComponent(claim)}`)).status).toBe(400);
    }
    const { metadata } = (await api.call('GET', '/metadata?limit=100')).body;
    expect(metadata.filter((record: { id: string }) => record.id === claim)).toEqual([]);
    expect(named.body.metadata.imageId).toBe('hidden');
  });
});
