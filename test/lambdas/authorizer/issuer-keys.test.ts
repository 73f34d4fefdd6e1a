import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { checkToken } from '../../../lambdas/authorizer/check-token.ts';
import { issuerKeys } from '../../../lambdas/authorizer/issuer-keys.ts';
import { type Issuer, startIssuer } from './issuer.ts';

let issuer: Issuer;
let began: number;
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  began = Date.now();
  issuer = await startIssuer();
});
afterEach(async () => {
  vi.useRealTimers();
  await issuer.stop();
});

const later = (ms: number) => vi.setSystemTime(Date.now() + ms);
const unreachable = { name: 'IssuerUnreachable' };
const refused = { name: 'TokenRefused' };

/** A function of its own, with the keys that it has found. */
function givenFunction(url = issuer.url, fetch?: typeof globalThis.fetch) {
  const keys = issuerKeys(url, fetch);
  const rules = { issuer: url, audience: 'intake', clientIds: [], userClaim: 'sub' };
  return async (token: string | Promise<string>) => checkToken(await token, keys, rules, began);
}

describe('the keys of an issuer', () => {
  it('are found once, by discovery', async () => {
    const verify = givenFunction();
    for (let call = 0; call < 3; call++) await verify(issuer.token());
    expect(issuer.asked).toEqual(['/.well-known/openid-configuration', '/keys']);
  });

  it('are found below the path of an issuer, with a last slash or without', async () => {
    issuer.answer((path) =>
      path === '/realms/a/.well-known/openid-configuration'
        ? { body: JSON.stringify({ issuer: `${issuer.url}/realms/a/`, jwks_uri: `${issuer.url}/keys` }) }
        : undefined,
    );
    const iss = `${issuer.url}/realms/a/`;
    await givenFunction(iss)(issuer.token({ claims: { iss } }));
  });

  it('are asked for anew when one was rotated, at once', async () => {
    const verify = givenFunction();
    await verify(issuer.token());
    await issuer.addKey();
    await verify(issuer.token());
  });

  it('are asked for anew when a key was changed under its name', async () => {
    const verify = givenFunction();
    await verify(issuer.token());
    await issuer.addKey('key-1');
    await verify(issuer.token());
  });

  it('are asked for anew as soon as the issuer is back, when one was rotated meanwhile', async () => {
    const verify = givenFunction();
    await verify(issuer.token());
    await issuer.addKey();
    issuer.answer(() => ({ status: 503 }));
    for (const ms of [0, 1_000, 6_000]) {
      later(ms);
      await expect(verify(issuer.token())).rejects.toMatchObject(unreachable);
    }
    issuer.answer(() => undefined);
    later(5_001);
    await verify(issuer.token());
  });

  it('are not asked for again and again for keys that nobody knows', async () => {
    const verify = givenFunction();
    await verify(issuer.token());
    const forged = issuer.token({ header: { kid: 'forged' } });
    for (let call = 0; call < 10; call++) await expect(verify(forged)).rejects.toMatchObject(refused);
    expect(issuer.asked).toHaveLength(4);
    later(5_001);
    await expect(verify(forged)).rejects.toMatchObject(refused);
    expect(issuer.asked).toHaveLength(6);
  });

  it('are forgotten some time after the issuer has withdrawn them', async () => {
    const verify = givenFunction();
    const token = issuer.token();
    await verify(token);
    await issuer.addKey();
    issuer.removeKey('key-1');
    later(601_000);
    await expect(verify(token)).rejects.toMatchObject(refused);
  });

  it('may move elsewhere', async () => {
    const verify = givenFunction();
    await verify(issuer.token());
    later(601_000);
    issuer.answer((path) => {
      if (path === '/keys') return { status: 404 };
      if (path === '/new') return { body: JSON.stringify({ keys: [issuer.publicKey()] }) };
      return { body: JSON.stringify({ issuer: issuer.url, jwks_uri: `${issuer.url}/new` }) };
    });
    await expect(verify(issuer.token())).rejects.toMatchObject(unreachable);
    later(6_000);
    await verify(issuer.token());
  });
});

describe('an issuer that does not answer', () => {
  it.each([
    ['refuses', { status: 500 }],
    ['leads elsewhere', { status: 302, headers: { location: '/keys' } }],
    ['answers a page', { body: '<html>' }],
    ['answers nothing', { body: '' }],
    ['answers null', { body: 'null' }],
  ])('is unreachable when it %s', async (_, answer) => {
    issuer.answer(() => answer);
    await expect(givenFunction()(issuer.token())).rejects.toMatchObject(unreachable);
  });

  it.each(['{}', '[]', 'null', '{"keys":{}}', '<html>', ''])('has no keys in %s', async (body) => {
    issuer.answer((path) => (path === '/keys' ? { body } : undefined));
    await expect(givenFunction()(issuer.token())).rejects.toMatchObject(unreachable);
  });

  it.each(['javascript:alert(1)', 'file:///etc/passwd', 7, undefined, ''])(
    'has its keys not at %s',
    async (jwks_uri) => {
      issuer.answer(() => ({ body: JSON.stringify({ issuer: issuer.url, jwks_uri }) }));
      await expect(givenFunction()(issuer.token())).rejects.toMatchObject(unreachable);
    },
  );

  it.each(['https://other.example', undefined, '/'])('is not believed by the name of %s', async (name) => {
    const named = { issuer: name === '/' ? `${issuer.url}/` : name, jwks_uri: `${issuer.url}/keys` };
    issuer.answer((path) => (path === '/keys' ? undefined : { body: JSON.stringify(named) }));
    await expect(givenFunction()(issuer.token())).rejects.toMatchObject(unreachable);
  });

  it.each([
    ['http:', false],
    ['https:', true],
  ])('that has TLS has its keys at %s: %s', async (protocol, believed) => {
    const url = 'https://id.a.example';
    const fetch: typeof globalThis.fetch = async (asked) =>
      Response.json(
        String(asked).endsWith('/keys')
          ? { keys: [issuer.publicKey()] }
          : { issuer: url, jwks_uri: `${protocol}//id.a.example/keys` },
      );
    const verified = givenFunction(url, fetch)(issuer.token({ claims: { iss: url } }));
    await (believed
      ? expect(verified).resolves.toBeDefined()
      : expect(verified).rejects.toMatchObject(unreachable));
  });

  it('that hangs is waited for no longer than three seconds', async () => {
    issuer.answer(() => 'hang');
    await expect(givenFunction()(issuer.token())).rejects.toMatchObject(unreachable);
  });

  it('is left alone for five seconds, and then asked again', async () => {
    const verify = givenFunction();
    issuer.answer(() => ({ status: 503 }));
    for (let call = 0; call < 3; call++)
      await expect(verify(issuer.token())).rejects.toMatchObject(unreachable);
    expect(issuer.asked).toHaveLength(1);
    issuer.answer(() => undefined);
    later(5_001);
    await verify(issuer.token());
  });

  it.each([
    ['another issuer’s name', '/.well-known/openid-configuration', '{"issuer":"https://other.example"}'],
    ['no keys', '/keys', '{}'],
  ])('but with %s is left alone as well', async (_, path, body) => {
    const verify = givenFunction();
    issuer.answer((asked) => (asked === path ? { body } : undefined));
    for (let call = 0; call < 3; call++)
      await expect(verify(issuer.token())).rejects.toMatchObject(unreachable);
    expect(issuer.asked.filter((asked) => asked === path)).toHaveLength(1);
  });

  it('refuses nobody whose key is kept, whatever others forge meanwhile', async () => {
    const verify = givenFunction();
    await verify(issuer.token());
    issuer.answer(() => ({ status: 503 }));
    await expect(verify(issuer.token({ header: { kid: 'forged' } }))).rejects.toMatchObject(unreachable);
    await verify(issuer.token());
  });

  it('has no keys any more once those that are kept are old', async () => {
    const verify = givenFunction();
    await verify(issuer.token());
    issuer.answer(() => ({ status: 503 }));
    later(601_000);
    await expect(verify(issuer.token())).rejects.toMatchObject(unreachable);
  });
});
