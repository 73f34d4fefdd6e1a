import { describe, expect, it } from 'vitest';
import type { UploadRouteOptions } from '../../../client/server.ts';
import { givenApp, ID, KEY } from './app.ts';

const authorizing = (given: unknown): { authorize: UploadRouteOptions['authorize'] } => ({
  authorize: () => (given instanceof Function ? given() : given) as never,
});

describe('authorize', () => {
  it.each<[string, unknown]>([
    ['throws', () => Promise.reject(new Error(`no ${KEY} for you`))],
    ['throws nothing', () => Promise.reject(undefined)],
    ['gives no userId', {}],
    ['gives an empty one', { userId: '' }],
    ['gives a number', { userId: 7 }],
    ['gives true', true],
    ['gives one that is too long', { userId: 'x'.repeat(257) }],
    ['gives half a character, which a URL makes U+FFFD of', { userId: 'ann\ud800' }],
    ['gives null for limits', { userId: 'ann', limits: null }],
    ['gives a text for limits', { userId: 'ann', limits: 'none' }],
    ['gives a limit that there is not', { userId: 'ann', limits: { maxbytes: 5 } }],
    ['gives one of every object', { userId: 'ann', limits: { toString: 5 } }],
    ...[0, -1, 1.5, Number.POSITIVE_INFINITY, Number.NaN, null, '60', 2 ** 60].flatMap(
      (wrong): [string, unknown][] => [
        [`gives ${wrong} tickets an hour`, { userId: 'ann', limits: { ticketsPerHour: wrong } }],
        [`gives ${wrong} bytes`, { userId: 'ann', limits: { maxBytes: wrong } }],
      ],
    ),
    ...[null, 'image/png', ['image/pgn'], ['text/html'], [7], new Set(['image/png'])].map(
      (types): [string, unknown] => [`gives the types ${types}`, { userId: 'ann', limits: { types } }],
    ),
    ...[null, 'sea', [7], new Set(['sea'])].map((tags): [string, unknown] => [
      `gives the tags ${tags}`,
      { userId: 'ann', limits: { tags } },
    ]),
  ])('that %s is the app’s fault, and nothing is sent', async (_, given) => {
    const { send, asked, errors, ids } = givenApp(authorizing(given));
    for (const [method, path, body] of [
      ['GET', '/metadata', undefined],
      ['POST', '/metadata', { filename: 'a.png', size: 5, contentType: 'image/png' }],
      ['DELETE', `/metadata/${ID}`, undefined],
    ] as const) {
      const answer = await send(method, path, { body });
      expect(answer).toMatchObject({ status: 500, body: { code: 'InternalError' } });
      expect(answer.text).not.toContain(KEY);
      expect(ids.at(-1)).toBe(answer.body!.requestId);
    }
    expect(errors).toHaveLength(3);
    expect(errors.every((error) => error instanceof Error)).toBe(true);
    expect(asked).toEqual([]);
  });

  it.each([
    ['256 characters of two halves each', { userId: '🌊'.repeat(256) }],
    ['limits that are left out', { userId: 'ann', limits: undefined }],
    ['each limit left out', { userId: 'ann', limits: { types: undefined, ticketsPerHour: undefined } }],
  ])('may give %s', async (_, given) => {
    const { send, asked } = givenApp(authorizing(given));
    expect((await send('GET', `/metadata/${ID}`)).status).toBe(200);
    expect(asked[0]!.query.userId).toBe(given.userId);
  });

  it.each<[string, () => Response]>([
    ['a text', () => new Response('{"closed":"on Sundays"}', { status: 403, headers: { 'x-own': '1' } })],
    ['a stream', () => new Response(new Blob(['{"closed":"on Sundays"}']).stream(), { status: 403 })],
    ['nothing', () => new Response(null, { status: 302, headers: { location: '/sign-in' } })],
  ])('may give the same answer of its own again and again: %s', async (_, make) => {
    const answer = make();
    const expected = { status: answer.status, text: answer.body ? '{"closed":"on Sundays"}' : '' };
    const { send, asked, errors } = givenApp({ authorize: () => answer });
    const answers = await Promise.all(['GET', 'DELETE'].map((method) => send(method, `/metadata/${ID}`)));
    answers.push(await send('POST', '/metadata', { body: {} }));
    for (const given of answers) {
      expect(given).toMatchObject(expected);
      expect(given.headers.get('x-own')).toBe(answer.headers.get('x-own'));
      expect(given.headers.get('location')).toBe(answer.headers.get('location'));
    }
    expect([...asked, ...errors]).toEqual([]);
  });

  it('that gives an answer which was read already is the app’s fault', async () => {
    const answer = new Response('Closed', { status: 403 });
    await answer.text();
    const { send, errors } = givenApp({ authorize: () => answer });
    expect((await send('GET', '/metadata')).status).toBe(500);
    expect(errors).toHaveLength(1);
  });

  it('may read the body, of which a signature is made', async () => {
    const seen: string[] = [];
    const { send, asked } = givenApp({
      authorize: async (request) => {
        seen.push(await request.text());
        return { userId: 'ann' };
      },
    });
    const body = { filename: 'a.png' };
    expect((await send('POST', '/metadata', { body })).status).toBe(201);
    expect((await send('PUT', `/metadata/${ID}`, { body })).status).toBe(200);
    expect(seen).toEqual(Array(2).fill(JSON.stringify(body)));
    expect(asked.map(({ body: { filename } }) => filename)).toEqual(['a.png', 'a.png']);
  });

  it('gets the very request, whatever the app’s framework has added to it', async () => {
    const seen: Request[] = [];
    const { route } = givenApp({ authorize: (request) => void seen.push(request) });
    const request = new Request('https://app.test/metadata');
    await route(request);
    expect(seen).toEqual([request]);
    expect(seen[0]).toBe(request);
  });

  it('is not asked where somebody else has read the body', async () => {
    const { route, errors, asked } = givenApp();
    const request = new Request('https://app.test/metadata', { method: 'POST', body: '{}' });
    await request.text();
    expect((await route(request)).status).toBe(500);
    expect([errors.length, asked.length]).toEqual([1, 0]);
  });
});
