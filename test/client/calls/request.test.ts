import { afterEach, describe, expect, it, vi } from 'vitest';
import { createClient } from '../../../client/client.ts';
import { ApiError, NetworkError, TimeoutError } from '../../../client/errors.ts';
import { type Respond, type ScriptedServer, startScriptedServer } from '../scripted-server.ts';

let server: ScriptedServer;
afterEach(() => server.stop());

async function givenService(respond: Respond, options: { retries?: number; timeoutMs?: number } = {}) {
  server = await startScriptedServer(respond);
  return createClient({ baseUrl: `${server.url}/v1/`, apiKey: 'secret', ...options });
}

const ticket = { metadata: { id: 'a' }, preSignedUrl: { url: 'http://example.test' } };
const refusal = (status: number, code: string, headers: Record<string, string> = {}) => ({
  status,
  headers,
  json: { message: 'No.', code, requestId: 'r-1' },
});

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
    server = await startScriptedServer(() => ({ status: 204 }));
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

  it('does not repeat what cannot succeed, and tells all that the API told', async () => {
    const errors = [{ path: 'filename', message: 'is required' }];
    const client = await givenService(() => ({
      status: 400,
      json: { message: 'filename is required', code: 'ValidationFailed', requestId: 'r-9', errors },
    }));
    const error = await client.create({ filename: '' }).catch((caught) => caught);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({
      name: 'ApiError',
      status: 400,
      code: 'ValidationFailed',
      requestId: 'r-9',
      message: 'filename is required',
      errors,
      retryable: false,
    });
    expect(server.requests).toHaveLength(1);
  });

  it('tells the current version with a 412', async () => {
    const client = await givenService(() => ({
      status: 412,
      json: { message: 'Stale.', code: 'PreconditionFailed', requestId: 'r', version: 12 },
    }));
    await expect(client.remove('a', { ifMatch: 3 })).rejects.toMatchObject({ status: 412, version: 12 });
  });

  it('repeats an update that others kept interrupting', async () => {
    const client = await givenService((_, index) =>
      index === 0 ? refusal(409, 'EditConflict') : { status: 200, json: ticket },
    );
    await expect(client.update('a', { title: 'b' })).resolves.toEqual(ticket);
  });

  it('makes an ApiError of an answer that is not the API’s own', async () => {
    const client = await givenService(
      () => ({ status: 502, headers: { 'x-amzn-requestid': 'gw-1' }, text: '<html>Bad gateway</html>' }),
      { retries: 0 },
    );
    await expect(client.get('a')).rejects.toMatchObject({
      status: 502,
      code: 'Http502',
      requestId: 'gw-1',
      errors: [],
    });
  });

  it.each([301, 302, 307, 308])(
    'never follows a redirect (%i) with a key: it would go along',
    async (status) => {
      const elsewhere = await startScriptedServer(() => ({ status: 200, json: ticket }));
      const respond: Respond = () => ({ status, headers: { location: `${elsewhere.url}/v1/metadata` } });
      const client = await givenService(respond);
      const failure = {
        code: 'NotJson',
        status,
        retryable: false,
        message: expect.stringContaining('baseUrl'),
      };
      await expect(client.get('a')).rejects.toMatchObject(failure);
      await expect(client.create({ filename: 'a.png' })).rejects.toMatchObject(failure);
      expect(elsewhere.requests).toEqual([]);
      // A route of an app, which may have its own idea of a slash at the end.
      const keyless = createClient({ baseUrl: server.url });
      await expect(keyless.get('a')).resolves.toEqual(ticket);
      await elsewhere.stop();
    },
  );

  it('takes what browsers make of a redirect for one', async () => {
    await givenService(() => 'drop');
    const opaque = Object.defineProperties(Response.error(), { type: { value: 'opaqueredirect' } });
    const fetch = async () => opaque;
    const inBrowser = createClient({ baseUrl: server.url, apiKey: 'secret', fetch });
    await expect(inBrowser.get('a')).rejects.toMatchObject({ code: 'NotJson', status: 0 });
  });

  it('repeats no key that an error repeats', async () => {
    server = await startScriptedServer(() => ({
      status: 400,
      json: {
        message: 'x-api-key: the-"secret"-key is odd',
        code: 'ValidationFailed',
        errors: [{ path: 'x-api-key', message: 'the-"secret"-key is odd' }],
      },
    }));
    const client = createClient({ baseUrl: server.url, apiKey: 'the-"secret"-key' });
    await expect(client.get('a')).rejects.toMatchObject({
      message: 'x-api-key: … is odd',
      errors: [{ path: 'x-api-key', message: '… is odd' }],
    });
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
