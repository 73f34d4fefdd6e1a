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
    ['the address bar', { 'sec-fetch-site': 'none' }],
    ['a program', {}],
  ])('is taken from %s', async (_, headers) => {
    const { send, asked } = givenApp(method === 'GET' && path === '/metadata' ? { reply: list } : {});
    expect((await send(method, path, { body, headers })).status).toBeLessThan(300);
    expect(asked).toHaveLength(1);
  });
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
