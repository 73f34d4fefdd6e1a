import { describe, expect, it } from 'vitest';
import { givenApp, ID } from './app.ts';

const calls = [
  ['GET', '/metadata', undefined],
  ['GET', `/metadata/${ID}`, undefined],
  ['POST', '/metadata', { filename: 'a.png' }],
  ['PUT', `/metadata/${ID}`, { title: 'x' }],
  ['DELETE', `/metadata/${ID}`, undefined],
] as const;
const list = () => Response.json({ metadata: [], preSignedUrls: [] });

describe.each(calls)('%s %s', (method, path, body) => {
  it.each([
    ['another site', { origin: 'https://evil.test', 'sec-fetch-site': 'cross-site' }],
    ['another site, told by Origin alone', { origin: 'https://evil.test' }],
    ['another site, told by Sec-Fetch-Site alone', { 'sec-fetch-site': 'cross-site' }],
    ['a sibling', { origin: 'https://blog.app.test', 'sec-fetch-site': 'same-site' }],
    ['another port', { origin: 'https://app.test:8443' }],
    ['the same host without TLS', { origin: 'http://app.test' }],
    ['the same host without TLS', { origin: 'http://app.test:443' }],
    [
      'the same host without TLS',
      { host: 'app.test', origin: 'http://app.test', 'sec-fetch-site': 'cross-site' },
    ],
    [
      'the same host, that the browser calls foreign',
      { origin: 'https://app.test', 'sec-fetch-site': 'cross-site' },
    ],
    [
      'the same host, that the browser calls a sibling',
      { origin: 'https://app.test', 'sec-fetch-site': 'same-site' },
    ],
    [
      'the same host, by a word that is not known',
      { origin: 'https://app.test', 'sec-fetch-site': 'of-old' },
    ],
    ['the host that the path names', { host: 'real.test', origin: 'https://app.test' }],
    ['another port by default', { host: 'app.test:80', origin: 'https://app.test' }],
    [
      'another host that a proxy was asked for',
      { origin: 'https://evil.test', 'x-forwarded-host': 'evil.test:1' },
    ],
    ['no host at all', { origin: 'https://', 'x-forwarded-host': '' }],
    ['a sandboxed frame', { origin: 'null', 'sec-fetch-site': 'cross-site' }],
    ['a name that ends alike', { origin: 'https://evilapp.test' }],
    ['no URL', { origin: 'app.test' }],
  ])('is refused from a page of %s', async (_, headers) => {
    const { send, asked } = givenApp();
    const answer = await send(method, path, { body, headers });
    expect(answer).toMatchObject({ status: 403, body: { code: 'CrossSiteRequest' } });
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    expect(asked).toEqual([]);
  });

  it.each([
    ['a page of its own', { origin: 'https://app.test', 'sec-fetch-site': 'same-origin' }],
    [
      'a page of its own, behind a proxy',
      { origin: 'https://public.test', 'x-forwarded-host': 'public.test' },
    ],
    [
      'a page of its own, by a port that is the default',
      { host: 'app.test:443', origin: 'https://app.test' },
    ],
    [
      'a page of its own, by a port that is the default behind a proxy',
      { origin: 'https://public.test', 'x-forwarded-host': 'public.test:443, inner.test' },
    ],
    ['a page of its own, in capitals', { host: 'APP.test', origin: 'https://app.test' }],
    [
      'a page of its own, behind a proxy that tells no host',
      { host: 'inner.test', origin: 'https://public.test', 'sec-fetch-site': 'same-origin' },
    ],
    ['a page of its own that hides itself', { origin: 'null', 'sec-fetch-site': 'same-origin' }],
    ['the address bar', { 'sec-fetch-site': 'none' }],
    ['a program', {}],
  ])('is taken from %s', async (_, headers) => {
    const { send, asked } = givenApp(method === 'GET' && path === '/metadata' ? { reply: list } : {});
    expect((await send(method, path, { body, headers })).status).toBeLessThan(300);
    expect(asked).toHaveLength(1);
  });
});

describe('the scheme of a page', () => {
  it.each([
    ['http:', {}, 'http://app.test', 200],
    ['http:', {}, 'https://app.test', 200],
    ['http:', { 'x-forwarded-proto': 'https' }, 'http://app.test', 403],
    ['http:', { 'x-forwarded-proto': 'https, http' }, 'https://app.test', 200],
    ['https:', { 'x-forwarded-proto': 'http' }, 'http://app.test', 403],
    ['http:', { host: 'app.test:80' }, 'http://app.test', 200],
  ])('at %s with %j: from %s is %i', async (scheme, headers, origin, status) => {
    const { route } = givenApp();
    const request = new Request(`${scheme}//app.test/metadata/${ID}`, {
      headers: { cookie: 'user=ann', origin, ...headers },
    });
    expect((await route(request)).status).toBe(status);
  });
});

describe('the origins', () => {
  it.each(['https://front.test/', 'HTTPS://Front.test', 'https://front.test:443', 'https://FRONT.test:443/'])(
    'may be written as people do: %s',
    async (written) => {
      const { send } = givenApp({ origins: [written] });
      const headers = { origin: 'https://front.test', 'sec-fetch-site': 'cross-site' };
      const answer = await send('GET', `/metadata/${ID}`, { headers });
      expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([
        200,
        'https://front.test',
      ]);
    },
  );

  it.each([
    '*',
    'null',
    '',
    'front.test',
    'localhost:3000',
    'https://front.test/app',
    'https://*.front.test',
  ])('are refused at the start where no page can have them: %j', (written) => {
    expect(() => givenApp({ origins: [written] })).toThrow(TypeError);
  });

  it.each(['https://me@front.test', 'https://front.test?', 'https://front.test#x', 'file:///', 7 as never])(
    'are refused at the start where no page can have them: %j',
    (written) => {
      expect(() => givenApp({ origins: [written] })).toThrow(/https:\/\/app.example/);
    },
  );
});

describe('a page of an allowed origin', () => {
  const origin = 'https://front.test';
  it('may ask with its cookies, and read answers and errors', async () => {
    const { send } = givenApp({ origins: [origin] });
    const headers = { origin, 'sec-fetch-site': 'cross-site' };
    for (const answer of [
      await send('GET', `/metadata/${ID}`, { headers }),
      await send('GET', `/metadata/${ID}`, { headers, user: '' }),
    ]) {
      expect(answer.headers.get('access-control-allow-origin')).toBe(origin);
      expect(answer.headers.get('access-control-allow-credentials')).toBe('true');
      expect(answer.headers.get('vary')).toBe('Origin');
    }
  });

  it('is answered its preflight, without being asked who it is', async () => {
    const { send, asked } = givenApp({ origins: [origin] });
    const answer = await send('OPTIONS', '/metadata', { headers: { origin }, user: '' });
    expect(answer.status).toBe(204);
    expect(answer.headers.get('access-control-allow-headers')).toContain('idempotency-key');
    expect(asked).toEqual([]);
    const foreign = await send('OPTIONS', '/metadata', { headers: { origin: 'https://evil.test' } });
    expect([foreign.status, foreign.headers.get('access-control-allow-origin')]).toEqual([403, null]);
  });
});
