import { describe, expect, it, vi } from 'vitest';
import { createClient } from '../../../client/client.ts';
import { NetworkError, TimeoutError } from '../../../client/errors.ts';
import { givenServer, givenService, refusal, server, ticket } from './given-calls.ts';

describe('a call', () => {
  it('sends key, path, query and body as the contract says', async () => {
    const client = await givenService(() => ({ status: 200, json: ticket }));
    await client.update('a/../b', { title: 'Ü' }, { ifMatch: 7 });
    await client.list({ tag: 'a b&c', limit: 2 }).next();
    const [put, get] = server.requests;
    expect(put).toMatchObject({
      method: 'PUT',
      path: '/v1/metadata/a%2F..%2Fb',
      headers: { 'x-api-key': 'secret', 'if-match': '"7"', 'content-type': 'application/json' },
    });
    expect(JSON.parse(String(put!.body))).toEqual({ title: 'Ü' });
    expect(get!.path).toBe('/v1/metadata?tag=a+b%26c&limit=2');
  });

  it('outlives its page only where that is wanted', async () => {
    const inits: RequestInit[] = [];
    const fetch: typeof globalThis.fetch = async (_, init) => {
      inits.push(init!);
      return new Response(null, { status: 204 });
    };
    await givenServer(() => ({ status: 204 }));
    const client = createClient({ baseUrl: server.url, apiKey: 'secret', fetch });
    await client.remove('a', { ifMatch: 1, keepalive: true });
    await client.remove('a');
    expect(inits.map(({ keepalive }) => keepalive)).toEqual([true, undefined]);
  });

  it('repeats a POST under one Idempotency-Key after a lost answer and after 503', async () => {
    const client = await givenService((_, index) =>
      index === 0 ? 'drop' : index === 1 ? refusal(503, 'InternalError') : { status: 201, json: ticket },
    );
    await expect(client.create({ filename: 'a.png' })).resolves.toEqual(ticket);
    const keys = server.requests.map(({ headers }) => headers['idempotency-key']);
    expect(keys).toHaveLength(3);
    expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(new Set(keys).size).toBe(1);
  });

  it('takes a new Idempotency-Key for a new POST', async () => {
    const client = await givenService(() => ({ status: 201, json: ticket }));
    await client.create({ filename: 'a.png' });
    await client.create({ filename: 'a.png' });
    expect(new Set(server.requests.map(({ headers }) => headers['idempotency-key'])).size).toBe(2);
  });

  it('waits as long as Retry-After says', async () => {
    const client = await givenService((_, index) =>
      index === 0
        ? refusal(429, 'TooManyRequests', { 'retry-after': '1' })
        : { status: 200, json: { metadata: { id: 'a' }, preSignedUrl: null } },
    );
    const start = performance.now();
    await client.get('a');
    expect(performance.now() - start).toBeGreaterThanOrEqual(990);
  });

  it.each([
    ['a wrong key', 'Forbidden'],
    ['what the firewall refuses', 'FirewallRefused'],
  ])('does not repeat %s, and tells it by its code', async (_what, code) => {
    const client = await givenService(() => refusal(403, code));
    await expect(client.get('a')).rejects.toMatchObject({ status: 403, code, retryable: false });
    expect(server.requests).toHaveLength(1);
  });

  it('repeats what exceeds the firewall’s limit for an address, once it has waited', async () => {
    const body = { message: 'Slow down.', code: 'TooManyRequests', requestId: 'firewall' };
    const client = await givenService((_, index) =>
      index === 0
        ? { status: 429, headers: { 'retry-after': '1' }, json: body }
        : { status: 200, json: { metadata: { id: 'a' }, preSignedUrl: null } },
    );
    const start = performance.now();
    await expect(client.get('a')).resolves.toMatchObject({ metadata: { id: 'a' } });
    expect(performance.now() - start).toBeGreaterThanOrEqual(990);
  });

  it('does not wait for an hour because Retry-After says so', async () => {
    const client = await givenService(() => refusal(429, 'QuotaExceeded', { 'retry-after': '3600' }));
    await expect(client.get('a')).rejects.toMatchObject({ code: 'QuotaExceeded', retryAfterMs: 3_600_000 });
    expect(server.requests).toHaveLength(1);
  });

  it('repeats an update that others kept interrupting', async () => {
    const client = await givenService((_, index) =>
      index === 0 ? refusal(409, 'EditConflict') : { status: 200, json: ticket },
    );
    await expect(client.update('a', { title: 'b' })).resolves.toEqual(ticket);
  });

  it('asks for nothing that the runtime does not know', async () => {
    const inits: RequestInit[] = [];
    const fetch: typeof globalThis.fetch = async (_, init) => {
      inits.push(init!);
      return Response.json(ticket);
    };
    await givenService(() => 'drop');
    const { get } = createClient({ baseUrl: server.url, apiKey: 'secret', fetch });
    await get('a');
    // As in Workers of before November 2024.
    vi.stubGlobal('Request', class {});
    await get('a');
    vi.unstubAllGlobals();
    expect(inits.map(({ cache }) => cache)).toEqual(['no-store', undefined]);
  });

  it('of any kind goes as it is, a text as the JSON that it is', async () => {
    const client = await givenService(() => ({ status: 200, json: ticket }));
    const body = '{"title":"x", "title":"y"}';
    const headers = { 'if-match': 'W/"3", "4"' };
    await client.call({ method: 'PUT', path: '/metadata/a', query: { userId: 'u' }, body, headers });
    expect(server.requests[0]).toMatchObject({
      method: 'PUT',
      path: '/v1/metadata/a?userId=u',
      headers: { ...headers, 'content-type': 'application/json', 'x-api-key': 'secret' },
    });
    expect(String(server.requests[0]!.body)).toBe(body);
  });

  it('gives up after the retries it was given', async () => {
    const client = await givenService(() => 'drop');
    await expect(client.get('a', { retries: 2 })).rejects.toBeInstanceOf(NetworkError);
    expect(server.requests).toHaveLength(3);
  });

  it('repeats an attempt that had no answer in time, then says so', async () => {
    const client = await givenService(() => ({ status: 200, json: {}, afterMs: 2000 }), {
      retries: 1,
      timeoutMs: 100,
    });
    const error = await client.get('a').catch((caught) => caught);
    expect(error).toBeInstanceOf(TimeoutError);
    expect(error.code).toBe('RequestTimeout');
    expect(server.requests).toHaveLength(2);
  });

  it('throws the reason of the signal when aborted, in flight and between attempts', async () => {
    const client = await givenService((_, index) =>
      index === 0 ? { status: 200, json: {}, afterMs: 5000 } : refusal(503, 'x', { 'retry-after': '30' }),
    );
    for (const reason of [new Error('no longer wanted'), new Error('nor this')]) {
      const controller = new AbortController();
      setTimeout(() => controller.abort(reason), 100);
      await expect(client.get('a', { signal: controller.signal })).rejects.toBe(reason);
    }
    expect(server.requests).toHaveLength(2);
  });
});

describe('remove', () => {
  it('takes 404 for success only when an earlier answer was lost', async () => {
    const client = await givenService((_, index) => (index === 0 ? 'drop' : refusal(404, 'NotFound')));
    await expect(client.remove('a')).resolves.toBeUndefined();
    await expect(client.remove('a')).rejects.toMatchObject({ status: 404, code: 'NotFound' });
  });

  it('has nothing to return on 204', async () => {
    const client = await givenService(() => ({ status: 204 }));
    await expect(client.remove('a')).resolves.toBeUndefined();
  });
});

describe('list', () => {
  it('follows the cursor with the same filters, page by page, only as far as it is asked', async () => {
    const pages = [{ nextCursor: 'p2' }, { nextCursor: 'p3' }, {}];
    const client = await givenService((_, index) => ({
      status: 200,
      json: { metadata: [{ id: String(index) }], preSignedUrls: [], ...pages[index] },
    }));
    const ids: string[] = [];
    for await (const page of client.list({ status: 'ready' })) {
      ids.push(...page.metadata.map(({ id }) => id));
      expect(server.requests).toHaveLength(ids.length);
    }
    expect(ids).toEqual(['0', '1', '2']);
    expect(server.requests.map(({ path }) => path)).toEqual([
      '/v1/metadata?status=ready',
      '/v1/metadata?status=ready&cursor=p2',
      '/v1/metadata?status=ready&cursor=p3',
    ]);
  });
});
