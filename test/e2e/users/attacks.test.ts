import { createHmac, createPublicKey } from 'node:crypto';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newKey } from '../../../tools/local/users/issuer.ts';
import { restClient } from '../../support/api.ts';
import { startUsersRun, type UsersRun } from '../../support/users-run.ts';

/* The attack suite of the paths of users: who is not let in, and what nobody reaches. */

let run: UsersRun;
/** ARNs of the functions that were called so far. */
const called: string[] = [];
beforeAll(async () => {
  run = await startUsersRun({ onInvocation: ({ arn }) => called.push(arn) });
});
afterAll(() => run.stop());

const MISSING = '00000000-0000-4000-8000-000000000000';
const base64url = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const shaped = (code: string) => ({ code, message: expect.any(String), requestId: expect.any(String) });

describe('what is no good access token', () => {
  const hs256 = async () => {
    const [, payload] = (await run.issuer.mint()).split('.');
    const { d: _, ...jwk } = run.issuer.key();
    const pem = createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
    const signed = `${base64url({ alg: 'HS256', typ: 'at+jwt', kid: jwk.kid })}.${payload}`;
    return `${signed}.${createHmac('sha256', pem).update(signed).digest('base64url')}`;
  };
  const unsigned = async () =>
    `${base64url({ alg: 'none', typ: 'at+jwt' })}.${(await run.issuer.mint()).split('.')[1]}.`;
  const tampered = async () => {
    const [header, payload, signature] = (await run.issuer.mint()).split('.');
    const claims = JSON.parse(Buffer.from(payload!, 'base64url').toString());
    return [header, base64url({ ...claims, sub: 'ben' }), signature].join('.');
  };
  const idToken = {
    header: { typ: 'JWT' },
    claims: { aud: 'image-intake-page', scope: undefined, nonce: 'n' },
  };

  it.each<[string, () => Promise<string>]>([
    ['that has ended', () => run.issuer.mint({ seconds: -10 })],
    ['of another issuer', () => run.issuer.mint({ claims: { iss: 'https://id.a.example' } })],
    ['for another audience', () => run.issuer.mint({ claims: { aud: 'other' } })],
    ['of another client', () => run.issuer.mint({ claims: { client_id: 'other' } })],
    ['that is an ID token', () => run.issuer.mint(idToken)],
    [
      'that is an ID token for the audience',
      () => run.issuer.mint({ header: { typ: 'JWT' }, claims: { scope: undefined } }),
    ],
    ['without a signature', unsigned],
    ['with the public key as its secret', hs256],
    ['with another subject', tampered],
    ['of an unknown key', () => run.issuer.mint({ key: newKey('nobody') })],
    [
      'of another key by a known name',
      () => run.issuer.mint({ key: { ...newKey(), kid: run.issuer.key().kid! } }),
    ],
    ['that is no JWT', async () => 'abc'],
  ])('%s is 401, in the one shape, on every method', async (_, token) => {
    const { call } = run.bearing(`Bearer ${await token()}`);
    for (const [method, path] of [
      ['GET', '/metadata'],
      ['PUT', `/metadata/${MISSING}`],
      ['DELETE', `/metadata/${MISSING}`],
    ] as const) {
      const { status, headers, body } = await call(method, path, method === 'PUT' ? {} : undefined);
      expect([status, body]).toEqual([401, shaped('Unauthorized')]);
      expect(headers.get('www-authenticate')).toBe('Bearer realm="image-intake"');
      expect(headers.get('access-control-allow-origin')).toBe('*');
      expect(headers.get('cache-control')).toBe('no-store');
    }
  });

  it('costs one invocation where it might be one', async () => {
    const before = called.length;
    await run.bearing('Bearer abc').get('/metadata');
    expect(called.slice(before)).toHaveLength(1);
  });

  it.each(['', 'Bearer', 'Basic YTpi', 'Bearer a b', 'bearer'])(
    'such as “%s” costs no invocation',
    async (text) => {
      const before = called.length;
      const { status, body } = await run.bearing(text).get('/metadata');
      expect([status, body]).toEqual([401, shaped('Unauthorized')]);
      expect(called.slice(before)).toEqual([]);
    },
  );

  it('is in no log', async () => {
    const tokens = [await run.issuer.mint({ seconds: -10 }), await run.issuer.mint()];
    for (const token of tokens) await run.bearing(`Bearer ${token}`).get('/metadata');
    const logged = run.logs.map(({ line }) => line).join('\n');
    expect(logged).toContain('token refused');
    for (const part of tokens.flatMap((token) => token.split('.').slice(1)))
      expect(logged).not.toContain(part);
  });
});

describe('a path that is written otherwise', () => {
  /** As it is, which no client of HTTP would send. @returns the status */
  const get = async (target: string, headers: Record<string, string>): Promise<number> => {
    const { hostname, port } = new URL(run.baseUrl);
    const socket = connect(Number(port), hostname);
    const lines = Object.entries({ host: `${hostname}:${port}`, connection: 'close', ...headers });
    socket.write(
      `GET ${target} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`,
    );
    const [, status] = /^HTTP\/1\.1 (\d+)/.exec(await text(socket))!;
    return Number(status);
  };

  it.each([
    '/v1/my/../metadata',
    '/v1/my/%2e%2e/metadata',
    '/v1/my%2f..%2fmetadata',
    '/v1/my/metadata/../../metadata',
    '/v1//metadata',
    '/v1/MY/metadata',
    '/v1/my//metadata',
    '/v1/my%2fmetadata',
    '/v1/metadata?path=/my/metadata',
  ])('shows a person nothing but the own records: %s', async (target) => {
    const { body } = await restClient(run).post('/metadata', { filename: 'somebodys.png' });
    const authorization = `Bearer ${await run.issuer.mint()}`;
    const status = await get(target, { authorization });
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
    await restClient(run).remove(`/metadata/${body.metadata.id}`);
  });

  it.each([
    '/v1/my/metadata',
    '/v1/my/metadata/',
    `/v1/my/metadata/${MISSING}`,
    '/v1/metadata/../my/metadata',
  ])('lets no API key in: %s', async (target) => {
    expect([401, 403, 404]).toContain(await get(target, { 'x-api-key': run.apiKey }));
  });
});

describe('a person’s words on whose a record is', () => {
  it('change nothing, in whatever way they are written', async () => {
    const [ann, ben] = [await run.as('ann'), await run.as('ben')];
    const { body } = await ann.post('/metadata', { filename: 'a.png' });
    const { id, userId } = body.metadata;
    for (const path of [
      `?userId=${userId}`,
      `?user%49d=${userId}`,
      `?userId=${userId}&userId=x`,
      `?USERID=${userId}`,
    ])
      for (const reply of [await ben.get(`/metadata${path}`), await ben.remove(`/metadata/${id}${path}`)])
        expect(reply.status).toBe(400);
    for (const text of [
      `{"filename":"a","userId":"${userId}"}`,
      `{"filename":"a","user\\u0049d":"${userId}"}`,
      `{"filename":"a","__proto__":{"userId":"${userId}"}}`,
    ])
      expect((await ben.post('/metadata', text)).status).toBe(400);
    expect((await ann.get('/metadata')).body.metadata).toHaveLength(1);
    expect((await ben.get('/metadata')).body.metadata).toHaveLength(0);
  });
});
