import { afterEach, describe, expect, it, vi } from 'vitest';
import { createClient } from '../../../client/client.ts';
import { ArgumentError } from '../../../client/errors.ts';
import type { ClientOptions } from '../../../client/options/client-options.ts';

/** What a caller of plain JavaScript may give. */
const anything = (value: unknown) => value as never;

/** A service that must not be asked; `asked` tells how often it was. */
function givenClient(options: Partial<ClientOptions> = {}) {
  const fetch = vi.fn<typeof globalThis.fetch>(async () =>
    Response.json({ metadata: {}, preSignedUrl: null }),
  );
  const client = createClient({ baseUrl: 'https://api.test/v1', apiKey: 'secret', fetch, ...options });
  return { client, fetch };
}

afterEach(() => vi.unstubAllGlobals());

describe('an option of the client that cannot be right', () => {
  it.each<[string, Partial<ClientOptions>, RegExp]>([
    ['baseUrl', { baseUrl: 'api.test/v1' }, /https:\/\//],
    ['baseUrl', { baseUrl: 'localhost:3000/v1' }, /https:\/\//],
    ['baseUrl', { baseUrl: '/v1' }, /absolute/],
    ['baseUrl', { baseUrl: 'ftp://api.test/v1' }, /http/],
    ['baseUrl', { baseUrl: 'https://' }, /absolute/],
    ['baseUrl', { baseUrl: 'not a URL' }, /U\+0020/],
    ['baseUrl', { baseUrl: 'https://api.test/v1\u200b' }, /U\+200B/],
    ['baseUrl', { baseUrl: 'https://me:pw@api.test/v1' }, /password/],
    ['baseUrl', { baseUrl: 'https://api.test/v1?stage=dev' }, /\?/],
    ['baseUrl', { baseUrl: '' }, /empty/],
    ['baseUrl', { baseUrl: anything(undefined) }, /text/],
    ['apiKey', { apiKey: 'se\u200bcret' }, /U\+200B as character 3/],
    ['apiKey', { apiKey: '\u200bsecret' }, /U\+200B as character 1/],
    ['apiKey', { apiKey: 'sec\nret' }, /U\+000A/],
    ['apiKey', { apiKey: 'sécret' }, /U\+00E9/],
    ['apiKey', { apiKey: '🔑secret' }, /U\+1F511/],
    ['apiKey', { apiKey: '  ' }, /empty/],
    ['apiKey', { apiKey: anything(undefined) }, /text/],
    ['retries', { retries: -1 }, /0 or more/],
    ['retries', { retries: Number.NaN }, /whole/],
    ['retries', { retries: 1.5 }, /whole/],
    ['retries', { retries: anything('3') }, /whole/],
    ['timeoutMs', { timeoutMs: 0 }, /from 1/],
    ['timeoutMs', { timeoutMs: Number.NaN }, /from 1/],
    ['timeoutMs', { timeoutMs: 2 ** 31 }, /2147483647/],
    ['timeoutMs', { timeoutMs: anything('30s') }, /milliseconds/],
    ['fetch', { fetch: anything('fetch') }, /must be given/],
  ])('%s: %o', (argument, options, fault) => {
    const make = () => givenClient(options);
    expect(make).toThrow(ArgumentError);
    expect(make).toThrow(expect.objectContaining({ argument, code: 'InvalidArgument', retryable: false }));
    expect(make).toThrow(fault);
  });

  it('is not repeated where it may be a secret', () => {
    expect(() => givenClient({ apiKey: 'hush-hush\u200b' })).not.toThrow(/hush/);
    expect(() => givenClient({ baseUrl: 'https://me:hush@api.test/v1' })).not.toThrow(/hush/);
  });

  it('is no white space around what was pasted', async () => {
    const { client, fetch } = givenClient({ baseUrl: ' https://api.test/v1/\n', apiKey: 'secret\n' });
    await client.get('a');
    expect(fetch.mock.calls[0]![0]).toBe('https://api.test/v1/metadata/a');
    expect(fetch.mock.calls[0]![1]!.headers).toMatchObject({ 'x-api-key': 'secret' });
  });
});

const cycle: Record<string, unknown> = {};
cycle.itself = cycle;
type Client = ReturnType<typeof createClient>;

describe('an argument of a call that cannot be right', () => {
  it.each<[string, (client: Client) => unknown, RegExp]>([
    ['id', (client) => client.get(''), /id of a record/],
    ['id', (client) => client.remove('..'), /id of a record/],
    ['id', (client) => client.update('\ud800'), /id of a record/],
    ['id', (client) => client.get(anything(undefined)), /id of a record/],
    ['ifMatch', (client) => client.update('a', {}, { ifMatch: Number.NaN }), /whole number/],
    ['ifMatch', (client) => client.remove('a', { ifMatch: anything('"3"') }), /whole number/],
    ['retries', (client) => client.get('a', { retries: Number.NaN }), /whole number/],
    ['retries', (client) => client.list({}, { retries: -1 }).next(), /0 or more/],
    ['signal', (client) => client.get('a', { signal: anything(new AbortController()) }), /AbortSignal/],
    ['signal', (client) => client.uploadUrl({ userId: 'u' }, { signal: anything(5000) }), /AbortSignal/],
    [
      'idempotencyKey',
      (client) => client.create({ filename: 'a.png' }, { idempotencyKey: 'order\u200b66' }),
      /U\+200B as character 6/,
    ],
    [
      'attributes.count',
      (client) => client.create({ filename: 'a.png', attributes: { count: anything(1n) } }),
      /BigInt/,
    ],
    ['tags.add.1', (client) => client.update('a', { tags: { add: ['x', anything(1n)] } }), /BigInt/],
    // JSON makes null of it, and null deletes the attribute.
    ['attributes.stars', (client) => client.update('a', { attributes: { stars: 0 / 0 } }), /NaN/],
    [
      'attributes.self.itself',
      (client) => client.create({ filename: 'a.png', attributes: { self: anything(cycle) } }),
      /circular/,
    ],
    [
      'waitMs',
      (client) => client.wait({ id: 'a', before: anything({}), size: 1 }, { waitMs: 0 / 0 }),
      /mill/,
    ],
    ['waitMs', (client) => client.upload(new Blob(['x']), { waitMs: -1 }), /milliseconds/],
    ['id', (client) => client.upload(new Blob(['x']), { id: '' }), /id of a record/],
    ['retries', (client) => client.upload(new Blob(['x']), { retries: 0.5 }), /whole number/],
    ['filename', (client) => client.upload(new Blob(['x']), { filename: anything(5) }), /text/],
    ['sha256', (client) => client.upload(new Blob(['x']), { sha256: anything(true) }), /hexadecimal/],
    ['onRecord', (client) => client.upload(new Blob(['x']), { onRecord: anything('x') }), /function/],
    ['file', (client) => client.upload(anything('photos/dawn.jpg')), /openAsBlob/],
    ['file', (client) => client.upload(anything(undefined)), /Blob/],
    ['file', (client) => client.upload(anything({ size: 3, type: 'image/png' })), /Blob/],
  ])('%s: %s', async (argument, call, fault) => {
    const { client, fetch } = givenClient();
    const error = await Promise.resolve(call(client)).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ArgumentError);
    expect(error).toMatchObject({ argument, retryable: false, message: expect.stringMatching(fault) });
    expect(fetch).not.toHaveBeenCalled();
  });

  it('is told without a retry where it throws on the way to JSON', async () => {
    const { client, fetch } = givenClient();
    const broken = {
      filename: 'a.png',
      attributes: { when: anything({ toJSON: () => (cycle.nowhere as Date).toJSON() }) },
    };
    await expect(client.create(broken)).rejects.toMatchObject({ name: 'ArgumentError' });
    expect(fetch).not.toHaveBeenCalled();
  });
});

describe('the path of a field that JSON cannot hold', () => {
  const nested = (depth: number, inner: unknown): unknown =>
    depth === 0 ? inner : [nested(depth - 1, inner)];

  it('is cut, whatever names the body has, and however deep it is', async () => {
    const { client } = givenClient();
    const attributes = { ['k'.repeat(30_000)]: nested(1000, 0 / 0) };
    const error = await client.update('a', { attributes: anything(attributes) }).catch((caught) => caught);
    expect(error).toMatchObject({ argument: expect.stringMatching(/^attributes\.k{189}…$/) });
    expect(error.message.length).toBeLessThan(300);
  });

  it('is the first one of what stands in two places', async () => {
    const { client } = givenClient();
    const shared = { inner: 1n };
    const body = { attributes: { one: { shared }, two: shared } };
    await expect(client.update('a', anything(body))).rejects.toMatchObject({
      argument: 'attributes.one.shared.inner',
    });
  });
});

describe('a runtime without AbortSignal.any and AbortSignal.timeout (Node.js 20.2, older Safari)', () => {
  const old = class extends AbortSignal {};
  Object.defineProperties(old, { any: { value: undefined }, timeout: { value: undefined } });

  it('is enough for a call with a signal, and the signal still ends it', async () => {
    vi.stubGlobal('AbortSignal', old);
    const { client, fetch } = givenClient();
    const controller = new AbortController();
    await client.get('a', { signal: controller.signal });
    expect(fetch).toHaveBeenCalledTimes(1);
    fetch.mockImplementation((_, init) => {
      controller.abort(new Error('enough'));
      return Promise.reject(init!.signal!.reason);
    });
    await expect(client.get('a', { signal: controller.signal })).rejects.toThrow('enough');
  });
});

describe('what is neither the caller’s fault nor the network’s', () => {
  it.each([
    [200, '<html>Welcome</html>'],
    [200, ''],
  ])('an answer of %d that is not the service’s is told at once: %j', async (status, body) => {
    const { client, fetch } = givenClient();
    fetch.mockImplementation(async () => new Response(body, { status }));
    await expect(client.get('a')).rejects.toMatchObject({
      name: 'ApiError',
      code: 'NotJson',
      message: expect.stringContaining('baseUrl'),
    });
    expect(fetch).toHaveBeenCalledTimes(1);
  });
});
