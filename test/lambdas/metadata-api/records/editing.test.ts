import { describe, expect, it } from 'vitest';
import { MAX_USED_TICKETS } from '../../../../contract/fields.ts';
import { parseObjectKey } from '../../../../lambdas/shared/objects/object-key.ts';
import { startHarness } from '../support/start.ts';
import { usedTickets } from '../support/used-tickets.ts';

const api = await startHarness();
const { table } = api;

const times = (count: number) => Array.from({ length: count }, (_, at) => at);
const put = (id: string, body: object, headers = {}) => api.call('PUT', `/metadata/${id}`, { body, headers });
const read = async (id: string) => (await api.call('GET', `/metadata/${id}`)).body.metadata;

describe('merging', () => {
  it('keeps what 100 concurrent editors of different tags and keys did, without If-Match', async () => {
    const old = times(20).map((at) => `old${at}`);
    const id = await api.create({ tags: old });
    const replies = await Promise.all(
      times(100).map((editor) => {
        if (editor < 25) return put(id, { tags: { add: [`new${editor}`] } });
        if (editor < 45)
          return put(id, { tags: { remove: [`old${editor - 25}`], add: [`more${editor % 5}`] } });
        if (editor < 75) return put(id, { attributes: { [`key${editor}`]: editor } });
        return put(id, { title: `by ${editor}` });
      }),
    );
    expect(replies.map(({ status }) => status)).toEqual(times(100).map(() => 200));
    const record = await read(id);
    const expected = [...times(25).map((at) => `new${at}`), ...times(5).map((at) => `more${at}`)];
    expect(record.tags).toEqual(expected.sort());
    expect(record.attributes).toEqual(Object.fromEntries(times(30).map((at) => [`key${at + 45}`, at + 45])));
    expect(record.version).toBe(101);
  });

  it('never lets concurrent editors pass 50 tags, and fills them all', async () => {
    const id = await api.create({ tags: times(40).map((at) => `t${at}`) });
    const replies = await Promise.all(times(30).map((at) => put(id, { tags: { add: [`x${at}`] } })));
    const refused = replies.filter(({ status }) => status !== 200);
    expect(refused).toHaveLength(20);
    for (const { body } of refused)
      expect(body).toMatchObject({ code: 'ValidationFailed', errors: [{ path: 'tags' }] });
    expect((await read(id)).tags).toHaveLength(50);
  });

  it('takes a tag again that is there already, at the limit too', async () => {
    const tags = times(50).map((at) => `t${at}`);
    const id = await api.create({ tags });
    expect((await put(id, { tags: { add: ['t1', 't2'] } })).status).toBe(200);
    expect((await put(id, { tags: { add: ['y', 'z'], remove: ['t1', 't2'] } })).status).toBe(200);
    expect((await put(id, { tags: { add: ['one more'] } })).status).toBe(400);
    expect((await read(id)).tags).toHaveLength(50);
  });

  it('merges attributes key by key; null removes', async () => {
    const id = await api.create({ attributes: { keep: 1, change: 'a', gone: true } });
    const { body } = await put(id, { attributes: { change: false, gone: null, never: null, added: '' } });
    expect(body.metadata.attributes).toEqual({ keep: 1, change: false, added: '' });
    expect(await read(id)).toEqual(body.metadata);
  });

  it('holds 32 attributes, and none more, whatever way they come', async () => {
    const id = await api.create({ attributes: Object.fromEntries(times(30).map((at) => [`a${at}`, at])) });
    const replies = await Promise.all(times(10).map((at) => put(id, { attributes: { [`b${at}`]: at } })));
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(2);
    expect((await put(id, { attributes: { a1: 'again', a2: 'again' } })).status).toBe(200);
    expect((await put(id, { attributes: { a1: null, c: 1 } })).status).toBe(200);
    expect(Object.keys((await read(id)).attributes)).toHaveLength(32);
  });

  it('counts 4 KB exactly, after many overwrites too', async () => {
    const id = await api.create();
    for (const at of times(10)) {
      expect((await put(id, { attributes: { text: `${at}`.repeat(2000) } })).status).toBe(200);
    }
    expect((await put(id, { attributes: { other: 'x'.repeat(2060) } })).status).toBe(200);
    expect(await put(id, { attributes: { third: 'x'.repeat(40) } })).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'attributes' }] },
    });
    expect(Buffer.byteLength(JSON.stringify((await read(id)).attributes))).toBeLessThanOrEqual(4096);
  });

  it('takes any Unicode as title, and null to remove it', async () => {
    const title = `${'😀'.repeat(255)}\u200b`;
    const id = await api.create({ title });
    expect((await read(id)).title).toBe(title);
    expect((await put(id, { title: null })).body.metadata).not.toHaveProperty('title');
  });

  it.each(['constructor', 'toString', '#0', ':0', 'a.b', 'a[0]', ' a', 'a\u200b'])(
    'takes %j as a tag like any other',
    async (tag) => {
      const id = await api.create({ tags: ['x'] });
      await put(id, { tags: { add: [tag] } });
      expect((await read(id)).tags).toEqual(['x', tag].sort());
      expect((await api.call('GET', `/metadata?tag=${encodeURIComponent(tag)}`)).body.metadata).toHaveLength(
        1,
      );
      await put(id, { tags: { remove: [tag] } });
      expect((await read(id)).tags).toEqual(['x']);
      const other = await api.create({ tags: [tag] });
      expect((await read(other)).tags).toEqual([tag]);
      await api.call('DELETE', `/metadata/${other}`);
    },
  );
});

describe('tickets', () => {
  it('are given without end', async () => {
    const id = await api.create();
    for (const at of times(120)) {
      expect((await put(id, at % 2 ? {} : { title: `t${at}` })).body.preSignedUrl.method).toBe('PUT');
    }
    const replies = await Promise.all(times(130).map(() => api.call('PUT', `/metadata/${id}`)));
    const urls = replies.map(({ body }) => new URL(body.preSignedUrl.url).pathname);
    expect(new Set(urls).size).toBe(130);
  });

  it('are not given while 100 used ones have not run out; edits go on without one', async () => {
    const id = await api.create();
    await table.set(id, { used: usedTickets(MAX_USED_TICKETS, Date.now() + 60_000) });
    const bare = await api.call('PUT', `/metadata/${id}`);
    expect(bare).toMatchObject({ status: 409, body: { code: 'TooManyTickets' } });
    expect(await put(id, { size: 5 })).toMatchObject({ status: 409 });
    expect(await read(id)).toMatchObject({ version: 1 });
    expect(await put(id, { title: 'last' })).toMatchObject({
      status: 200,
      body: { metadata: { title: 'last', version: 2 }, preSignedUrl: null },
    });
  });

  it('are given again once they have run out, though the record still remembers them', async () => {
    const id = await api.create();
    await table.set(id, { used: usedTickets(MAX_USED_TICKETS, Date.now() - 1000) });
    const given = await api.call('PUT', `/metadata/${id}`);
    expect(given).toMatchObject({ status: 200, body: { preSignedUrl: { method: 'PUT' } } });
  });

  it('of a record of release 0.1.0 keep its shape', async () => {
    const id = await api.create();
    await table.remove(id, 'incarnation', 'used');
    const { body } = await api.call('PUT', `/metadata/${id}`);
    const { incarnation } = parseObjectKey(new URL(body.preSignedUrl.url).pathname.slice(1))!;
    expect(incarnation).toBeUndefined();
  });
});

describe('the life of a record without an image', () => {
  it('is extended by a ticket that would outlive it, and only then', async () => {
    const id = await api.create();
    const now = Math.ceil(Date.now() / 1000);
    const expiry = async () => Number((await table.dump()).find((item) => item.id!.S === id)!.expiresAt!.N);
    const first = await expiry();
    expect(first).toBeGreaterThanOrEqual(now + 7 * 86_400 - 5);
    await put(id, { title: 'far from its end' });
    expect(await expiry()).toBe(first);
    await table.set(id, { expiresAt: { N: String(now + 3600) } });
    const { status } = await put(id, { title: 'near its end' });
    expect(status).toBe(200);
    expect(await expiry()).toBeGreaterThanOrEqual(now + 7 * 86_400 - 5);
    expect(await read(id)).toMatchObject({ title: 'near its end', version: 3 });
  });
});
