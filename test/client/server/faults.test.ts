import { describe, expect, it, vi } from 'vitest';
import { ERROR_CODES } from '../../../contract/error-codes.ts';
import { givenApp, ID, KEY } from './app.ts';

const refusal =
  (status: number, body: object, headers: Record<string, string> = {}) =>
  () =>
    Response.json({ requestId: 'r-1', message: 'x', ...body }, { status, headers });

const ofOne = (method = 'PUT') => [method, `/metadata/${ID}`] as const;
const ofAll = (method: string) => [method, '/metadata'] as const;

describe('an answer of the API', () => {
  it.each([
    [404, { code: 'NotFound', message: 'There is no such record' }],
    [412, { code: 'PreconditionFailed', version: 9 }],
    [400, { code: 'ValidationFailed', errors: [{ path: 'title', message: 'x' }] }],
    [400, { code: 'BadRequest' }],
    [409, { code: 'AlreadyExists' }],
    [409, { code: 'TooManyTickets' }],
    [409, { code: 'EditConflict' }],
    [409, { code: 'IdempotencyConflict' }],
    [413, { code: 'PayloadTooLarge' }],
    [415, { code: 'UnsupportedMediaType' }],
    [429, { code: 'HourlyLimitReached' }],
  ])('about what the person sent is passed on, and told to nobody else: %i %j', async (status, body) => {
    const { send, asked, errors } = givenApp({ reply: refusal(status, body, { 'retry-after': '77' }) });
    const answer = await send(...ofOne(), { body: { title: 'x' } });
    expect(answer).toMatchObject({ status, body: { ...body, requestId: 'r-1' } });
    expect(answer.headers.get('retry-after')).toBe('77');
    expect([asked.length, errors.length]).toEqual([1, 0]);
  });

  it.each([
    [429, 'TooManyRequests'],
    [500, 'InternalError'],
    [502, 'InternalError'],
    [504, 'Timeout'],
  ])(
    'about the state of the service is passed on, and told to the operator too: %i %s',
    async (status, code) => {
      const { send, errors, ids } = givenApp({ reply: refusal(status, { code }, { 'retry-after': '1' }) });
      const answer = await send(...ofAll('POST'), { body: {} });
      expect(answer).toMatchObject({ status, body: { code, requestId: 'r-1' } });
      expect(answer.headers.get('retry-after')).toBe('1');
      expect([errors, ids]).toMatchObject([[{ code }], ['r-1']]);
    },
  );

  it.each<[string, () => Response | Promise<Response>, readonly [string, string]]>([
    ['a key that is refused', refusal(403, { code: 'Forbidden', message: `not ${KEY}` }), ofOne()],
    ['a firewall between', refusal(403, { code: 'FirewallRefused' }), ofOne()],
    ['a page of something else', () => new Response('<html>'), ofOne()],
    ['a page of something else', () => new Response('<html>'), ofOne('DELETE')],
    ['JSON of something else', () => Response.json({ hello: 'world' }), ofOne('GET')],
    ['JSON of something else', () => Response.json([1]), ofAll('GET')],
    ['JSON of something else', () => Response.json(null), ofAll('GET')],
    ['JSON of something else', () => Response.json({ metadata: { id: 7 } }), ofAll('POST')],
    ['nothing', () => new Response(null, { status: 204 }), ofAll('GET')],
    ['nothing', () => new Response(null, { status: 204 }), ofOne('PUT')],
    ['a redirect', () => Response.redirect('https://elsewhere.test'), ofOne('GET')],
    ['a service that cannot be reached', () => Promise.reject(new TypeError(`getaddrinfo ${KEY}`)), ofOne()],
    ['a base URL without the stage', refusal(404, { code: 'NotFound' }), ofAll('GET')],
    ['a base URL without the stage', refusal(404, { code: 'NotFound' }), ofAll('POST')],
    ['a base URL with the path', refusal(405, { code: 'MethodNotAllowed' }), ofAll('POST')],
    [
      'a base URL with the path',
      refusal(400, { code: 'ValidationFailed', errors: [{ path: 'id', message: 'must be a UUID' }] }),
      ofAll('GET'),
    ],
    [
      'a userId that the API does not take',
      refusal(400, { code: 'ValidationFailed', errors: [{ path: 'userId', message: 'x' }] }),
      ofAll('POST'),
    ],
    [
      'a limit that the API does not take',
      refusal(400, { code: 'ValidationFailed', errors: [{ path: 'ticketsPerHour', message: 'x' }] }),
      ofOne(),
    ],
    ['a code that the contract has not', refusal(400, { code: 'toString' }), ofOne()],
    ['a code of the contract by another status', refusal(401, { code: 'NotFound' }), ofOne()],
    ...[400, 401, 404, 407, 413, 418, 429, 502, 503, 504].map(
      (status): [string, () => Response, readonly [string, string]] => [
        `a page of a proxy with ${status}`,
        () => new Response('<html>', { status }),
        ofOne('GET'),
      ],
    ),
  ])(
    'or %s is the operator’s business, and the person is told nothing of it',
    async (_, reply, [method, path]) => {
      const { send, errors, ids } = givenApp({ reply });
      const hasBody = method === 'PUT' || method === 'POST';
      const answer = await send(method, path, hasBody ? { body: {} } : {});
      expect(answer).toMatchObject({ status: 502, body: { code: 'InternalError' } });
      expect(answer.text).not.toContain(KEY);
      expect(errors).toHaveLength(1);
      expect(ids).toEqual([answer.body!.requestId]);
    },
  );

  it('that the quota of the key is used up is 503 to the person, with its Retry-After', async () => {
    const { send, errors } = givenApp({
      reply: refusal(429, { code: 'QuotaExceeded', message: 'the key' }, { 'retry-after': '3600' }),
    });
    const answer = await send(...ofOne('GET'));
    expect(answer).toMatchObject({ status: 503, body: { code: 'InternalError' } });
    expect(answer.text).not.toContain('key');
    expect([answer.headers.get('retry-after'), errors.length]).toEqual(['3600', 1]);
  });

  it.each(Object.entries(ERROR_CODES))(
    'by the code %s is in the docs, or 502 or 503',
    async (code, { status }) => {
      const { send, errors } = givenApp({ reply: refusal(status, { code }) });
      const answer = await send(...ofOne('GET'));
      const passedOn = answer.body!.requestId === 'r-1';
      expect(passedOn ? answer.status : [502, 503]).toEqual(
        passedOn ? status : expect.arrayContaining([answer.status]),
      );
      expect(passedOn || errors.length === 1).toBe(true);
    },
  );
});

describe('onError', () => {
  it.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw new Error('no log');
      },
    ],
    ['rejects', () => Promise.reject(new Error('no log'))],
    ['never ends', () => new Promise(() => undefined)],
  ])('changes nothing where it %s', async (_, onError) => {
    const { send } = givenApp({ reply: refusal(403, { code: 'Forbidden' }), onError: onError as () => void });
    expect(await send(...ofOne('GET'))).toMatchObject({ status: 502, body: { code: 'InternalError' } });
  });

  it('is the log where the app gives none, with the request id that the person may quote', async () => {
    const said = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const { send } = givenApp({ reply: refusal(403, { code: 'Forbidden' }), onError: undefined });
    const { body } = await send(...ofOne('GET'));
    expect(said.mock.calls).toEqual([
      ['image-intake', body!.requestId, expect.objectContaining({ code: 'Forbidden' })],
    ]);
    said.mockRestore();
  });

  it('is not told of a body that breaks off, which is nobody’s fault', async () => {
    const { route, errors, asked } = givenApp();
    const body = new ReadableStream({
      start: (controller) => controller.enqueue(new TextEncoder().encode('{"file')),
      pull: (controller) => controller.error(new Error('aborted')),
    });
    const headers = { cookie: 'user=ann', 'content-type': 'application/json' };
    const init = { method: 'POST', headers, body, duplex: 'half' } as RequestInit;
    expect((await route(new Request('https://app.test/metadata', init))).status).toBe(400);
    expect([...errors, ...asked]).toEqual([]);
  });
});
