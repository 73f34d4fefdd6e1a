import { describe, expect, it } from 'vitest';
import { createClient } from '../../../client/client.ts';
import { givenApp, ID, KEY } from './app.ts';

describe('the upload route', () => {
  it.each(['', '/api/images', '/a/b/c.d', '/metadata', '/api/metadata', '/metadata/metadata', '/%2f'])(
    'works when it is mounted at “%s”',
    async (mount) => {
      const { send, asked } = givenApp();
      const created = await send('POST', `${mount}/metadata`, { body: { filename: 'a.png' } });
      expect(created.status).toBe(201);
      expect(created.headers.get('location')).toBe(`${mount}/metadata/${ID}`);
      expect(created.headers.get('etag')).toBe('"7"');
      expect((await send('GET', `${mount}/metadata/${ID}`)).body!.metadata.version).toBe(7);
      expect((await send('PUT', `${mount}/metadata/${ID}`, { body: { title: 'x' } })).status).toBe(200);
      expect((await send('DELETE', `${mount}/metadata/${ID}`)).status).toBe(204);
      expect(asked.map(({ method, path }) => `${method} ${path}`)).toEqual([
        'POST /metadata',
        `GET /metadata/${ID}`,
        `PUT /metadata/${ID}`,
        `DELETE /metadata/${ID}`,
      ]);
    },
  );

  it.each(['//metadata', '///metadata/', '//evil.test/metadata'])(
    'names no other host in the Location of what is made at %s',
    async (path) => {
      const { send } = givenApp();
      const location = (await send('POST', path, { body: { filename: 'a.png' } })).headers.get('location')!;
      expect(location).toMatch(/^\/[^/].*\/[0-9a-f-]{36}$/);
      expect(new URL(location, 'https://app.test').origin).toBe('https://app.test');
    },
  );

  it('asks the API for the person’s own alone, whatever it does', async () => {
    const { send, asked } = givenApp({ reply: () => Response.json({ metadata: [], preSignedUrls: [] }) });
    await send('GET', '/metadata?tag=sea&limit=5&order=asc');
    await send('GET', `/metadata/${ID}?disposition=attachment`);
    expect(asked.map(({ query }) => query)).toEqual([
      { tag: 'sea', limit: '5', order: 'asc', userId: 'ann' },
      { disposition: 'attachment', userId: 'ann' },
    ]);
    const { send: act, asked: done } = givenApp();
    await act('POST', '/metadata', { body: { filename: 'a.png' } });
    await act('PUT', `/metadata/${ID}`, { body: {}, headers: { 'if-match': '"3"' } });
    await act('DELETE', `/metadata/${ID}`, { headers: { 'if-match': '*' } });
    expect(done[0]).toMatchObject({ body: { filename: 'a.png', userId: 'ann' }, query: {} });
    expect(done[1]).toMatchObject({ query: { userId: 'ann' }, headers: { 'if-match': '"3"' } });
    expect(done[2]).toMatchObject({ query: { userId: 'ann' } });
  });

  it('erases one image, or all, of the person alone', async () => {
    const { send, asked } = givenApp();
    expect((await send('DELETE', `/metadata/${ID}?erase=true`)).status).toBe(202);
    expect((await send('DELETE', '/metadata?erase=true')).status).toBe(202);
    expect((await send('DELETE', '/metadata?erase=true&userId=ben')).status).toBe(400);
    expect(asked.map(({ path, query }) => [path, query])).toEqual([
      [`/metadata/${ID}`, { userId: 'ann', erase: 'true' }],
      ['/metadata', { userId: 'ann', erase: 'true' }],
    ]);
  });

  it.each([
    ['POST', '/metadata', { filename: 'a.png', userId: 'ben' }],
    ['POST', '/metadata', { filename: 'a.png', userId: null }],
    ['POST', '/metadata?userId=ben', { filename: 'a.png' }],
    ['PUT', `/metadata/${ID}`, { userId: 'ben' }],
    ['PUT', `/metadata/${ID}?userId=ben`, {}],
    ['GET', '/metadata?userId=ben', undefined],
    ['GET', '/metadata?userId=ann&userId=ben', undefined],
    ['GET', `/metadata/${ID}?userId=ben`, undefined],
    ['DELETE', `/metadata/${ID}?userId=ben`, undefined],
  ])('lets nobody choose a userId: %s %s %j', async (method, path, body) => {
    const { send, asked } = givenApp();
    expect(await send(method, path, { body })).toMatchObject({
      status: 400,
      body: { code: 'ValidationFailed', errors: [{ path: 'userId' }] },
    });
    expect(asked).toEqual([]);
  });

  it.each([
    ['POST', '/metadata', '{"filename":"a.png","__proto__":{"userId":"ben"}}'],
    ['POST', '/metadata', '{"filename":"a.png","userid":"ben","user\\u0049d":"ben"}'],
    ['GET', '/metadata?retries=9', undefined],
    ['GET', `/metadata/${ID}?signal=x`, undefined],
    ['GET', '/metadata?__proto__=x', undefined],
  ])('is not misled by %s %s %s', async (method, path, body) => {
    const { send, asked } = givenApp();
    const { status } = await send(method, path, { body });
    for (const { body: sent, query } of asked) {
      expect(sent?.userId ?? query.userId).toBe('ann');
    }
    if (method === 'GET') expect([status, asked.length]).toEqual([400, 0]);
  });

  it('binds an Idempotency-Key to its user', async () => {
    const { send, asked } = givenApp();
    for (const [user, key] of [
      ['ann', 'k'],
      ['ann', 'k'],
      ['ben', 'k'],
      ['an', 'nk'],
    ] as const) {
      await send('POST', '/metadata', { body: { filename: 'a' }, user, headers: { 'idempotency-key': key } });
    }
    const [first, again, another, joined] = asked.map(({ headers }) => headers['idempotency-key']);
    expect(again).toBe(first);
    expect(new Set([first, another, joined]).size).toBe(3);
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    const bad = await send('POST', '/metadata', { body: {}, headers: { 'idempotency-key': 'é' } });
    expect(bad).toMatchObject({ status: 400, body: { errors: [{ path: 'Idempotency-Key' }] } });
  });

  it('lets nobody in who is not signed in', async () => {
    const { send, asked } = givenApp();
    expect(await send('GET', '/metadata', { user: '' })).toMatchObject({
      status: 401,
      body: { code: 'Unauthorized', requestId: expect.any(String) },
    });
    expect(asked).toEqual([]);
  });

  it('has the key in no answer, and caches none', async () => {
    const { send } = givenApp();
    for (const answer of [
      await send('POST', '/metadata', { body: { filename: 'a.png' } }),
      await send('GET', `/metadata/${ID}`),
      await send('GET', '/nothing'),
      await send('GET', '/metadata', { user: '' }),
      await send('PATCH', '/metadata'),
    ]) {
      expect(JSON.stringify([answer.text, [...answer.headers]])).not.toContain(KEY);
      expect(answer.headers.get('cache-control')).toBe('no-store');
    }
  });

  it('is spoken to by the typed client without a key', async () => {
    const { send } = givenApp();
    const seen: Record<string, string>[] = [];
    const client = createClient({
      baseUrl: 'https://app.test/api/images',
      fetch: async (input, init = {}) => {
        const headers = Object.fromEntries(new Headers(init.headers));
        seen.push(headers);
        const { pathname, search } = new URL(String(input));
        const { status, text } = await send(init.method!, pathname + search, { body: init.body, headers });
        return new Response(text || null, { status });
      },
    });
    const { metadata } = await client.create({ filename: 'a.png' });
    expect(metadata.id).toBe(ID);
    expect(seen[0]).not.toHaveProperty('x-api-key');
    expect(() => createClient({ baseUrl: 'https://app.test', apiKey: undefined as never })).toThrow(/apiKey/);
  });
});
