import { afterEach, describe, expect, it } from 'vitest';
import { createClient } from '../../../client/client.ts';
import { ApiError, ArgumentError } from '../../../client/errors.ts';
import type { TokenSource } from '../../../client/http/request.ts';
import { type Respond, type ScriptedServer, startScriptedServer } from '../scripted-server.ts';

let server: ScriptedServer;
afterEach(() => server.stop());

const page = { status: 200, json: { metadata: [], preSignedUrls: [] } };
const unauthorized = { status: 401, json: { message: 'No.', code: 'Unauthorized', requestId: 'r' } };
/** A service that takes one token. */
const takes =
  (good: string): Respond =>
  ({ headers }) =>
    headers.authorization === `Bearer ${good}` ? page : unauthorized;

async function givenClient(token: TokenSource, respond: Respond = takes('good')) {
  server = await startScriptedServer(respond);
  return createClient({ baseUrl: `${server.url}/v1`, token, retries: 1 });
}

const authorizations = () => server.requests.map(({ headers }) => headers.authorization);

describe('a client with a token', () => {
  it('asks for the person’s own records, by the token and without a key', async () => {
    const client = await givenClient(async () => ' good\n');
    await client.list({ limit: 2 }).next();
    expect(server.requests[0]).toMatchObject({
      path: '/v1/my/metadata?limit=2',
      headers: { authorization: 'Bearer good' },
    });
    expect(server.requests[0]!.headers).not.toHaveProperty('x-api-key');
  });

  it('asks once more, with the token that was refused', async () => {
    const asked: (string | undefined)[] = [];
    const client = await givenClient(async (refused) => {
      asked.push(refused);
      return refused === undefined ? 'old' : 'good';
    });
    await client.list().next();
    expect(asked).toEqual([undefined, 'old']);
    expect(authorizations()).toEqual(['Bearer old', 'Bearer good']);
  });

  it('renews once, and then tells of the 401', async () => {
    let count = 0;
    const client = await givenClient(async () => `bad-${++count}`);
    await expect(client.get('a')).rejects.toMatchObject({
      status: 401,
      code: 'Unauthorized',
      retryable: false,
    });
    expect(authorizations()).toEqual(['Bearer bad-1', 'Bearer bad-2']);
  });

  it('does not send a token again that was refused', async () => {
    const client = await givenClient(async () => 'bad');
    await expect(client.get('a')).rejects.toBeInstanceOf(ApiError);
    expect(server.requests).toHaveLength(1);
  });

  it('takes 503 for a failure in passing, and the token for good', async () => {
    const asked: (string | undefined)[] = [];
    const token: TokenSource = async (refused) => {
      asked.push(refused);
      return 'good';
    };
    const client = await givenClient(token, (request, index) =>
      index === 0
        ? {
            status: 503,
            headers: { 'retry-after': '0' },
            json: { message: 'No.', code: 'SignInUnavailable' },
          }
        : takes('good')(request, index),
    );
    await client.list().next();
    expect(asked).toEqual([undefined, undefined]);
  });

  it('renews the token of a POST under one Idempotency-Key', async () => {
    const client = await givenClient(
      async (refused) => (refused === undefined ? 'old' : 'good'),
      ({ headers }) =>
        headers.authorization === 'Bearer good'
          ? { status: 201, json: { metadata: { id: 'a' } } }
          : unauthorized,
    );
    await client.create({ filename: 'a.png' });
    expect(new Set(server.requests.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
  });

  it('follows no redirect, which might take the token elsewhere', async () => {
    const client = await givenClient(
      async () => 'good',
      ({ path }) => (path === '/elsewhere' ? page : { status: 307, headers: { location: '/elsewhere' } }),
    );
    await expect(client.list().next()).rejects.toMatchObject({ code: 'NotJson' });
    expect(server.requests).toHaveLength(1);
  });

  it('throws on what the source throws, and sends nothing', async () => {
    const fault = new Error('signed out');
    const client = await givenClient(() => Promise.reject(fault));
    await expect(client.list().next()).rejects.toBe(fault);
    expect(server.requests).toHaveLength(0);
  });

  it('waits for a token no longer than the signal', async () => {
    const client = await givenClient(() => new Promise(() => {}));
    const aborting = new AbortController();
    const call = client.get('a', { signal: aborting.signal });
    aborting.abort(new Error('enough'));
    await expect(call).rejects.toThrow('enough');
  });

  it('never sends the token to the storage', async () => {
    const client = await givenClient(
      async () => 'good',
      ({ path, headers }) => {
        if (path.startsWith('/s3')) return { status: 403, text: '<Error><Code>AccessDenied</Code></Error>' };
        const preSignedUrl = {
          id: 'a',
          url: `http://${headers.host}/s3`,
          method: 'PUT',
          expiresIn: 60,
          expiresAt: 0,
        };
        const metadata = { id: 'a', filename: 'a', version: 1, status: 'pending' };
        return { status: 201, json: { metadata, preSignedUrl } };
      },
    );
    await expect(client.upload(new Blob(['a']), { filename: 'a' })).rejects.toMatchObject({
      code: 'AccessDenied',
    });
    const sent = server.requests.find(({ path }) => path.startsWith('/s3'));
    expect(sent?.headers).not.toHaveProperty('authorization');
  });

  it.each([
    ['no function', { token: 'text' as never }, 'token must be a function'],
    ['undefined', { token: undefined as never }, 'token must be a function'],
    ['a key as well', { token: async () => 'a', apiKey: 'k' }, 'token must not be given beside apiKey'],
  ])('refuses %s', async (_, options, message) => {
    server = await startScriptedServer(() => page);
    expect(() => createClient({ baseUrl: server.url, ...options })).toThrow(message);
  });

  it('has no images by name: those are the administrator’s', async () => {
    const client = await givenClient(async () => 'good');
    await expect(client.uploadUrl({ userId: 'a', imageId: 'b' })).rejects.toBeInstanceOf(ArgumentError);
    await expect(client.downloadUrl({ userId: 'a', imageId: 'b' })).rejects.toBeInstanceOf(ArgumentError);
  });

  it('refuses a token that no header can carry, without repeating it', async () => {
    const client = await givenClient(async () => 'geheim-ä');
    const error = await client.get('a').catch((thrown: Error) => thrown);
    expect(error).toBeInstanceOf(ArgumentError);
    expect(String(error)).not.toContain('geheim');
  });
});
