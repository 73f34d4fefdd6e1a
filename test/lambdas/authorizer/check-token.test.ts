import { createLocalJWKSet, type JWTPayload } from 'jose';
import { describe, expect, it } from 'vitest';
import { checkToken } from '../../../lambdas/authorizer/check-token.ts';
import type { TokenRules } from '../../../lambdas/authorizer/settings.ts';
import { checked, fixed, issuer, refused, seconds } from './checks.ts';
import { startIssuer, type TokenParts } from './issuer.ts';

const without = (...names: string[]): JWTPayload =>
  Object.fromEntries(names.map((name) => [name, undefined]));

describe('an access token', () => {
  it('says whose it is and when it ends', async () => {
    const exp = seconds() + 60;
    await expect(checked({ claims: { exp } })).resolves.toEqual({ subject: 'ann', expiresAt: exp });
  });

  it.each<[string, TokenParts, Partial<TokenRules>?]>([
    ['of RFC 9068', {}],
    ['of RFC 9068 by its long type', { header: { typ: 'application/at+jwt' } }],
    ['with several audiences', { claims: { aud: ['other', 'intake'] } }],
    ['of another claim', { claims: { oid: 'ann' } }, { userClaim: 'oid' }],
    ['of any client, where an audience is named', { claims: { client_id: 'x' } }, { clientIds: [] }],
    [
      'of Cognito, which has no audience',
      { header: { typ: undefined }, claims: { token_use: 'access', ...without('aud', 'scope') } },
      { audience: undefined },
    ],
    [
      'of Keycloak',
      { header: { typ: 'JWT' }, claims: { typ: 'Bearer', azp: 'page', ...without('client_id') } },
    ],
    [
      'of Auth0',
      { header: { typ: 'JWT' }, claims: { azp: 'page', scope: 'openid', ...without('client_id') } },
    ],
    [
      'of Entra',
      { header: { typ: 'JWT' }, claims: { azp: 'page', scp: 'a b', ...without('client_id', 'scope') } },
    ],
    [
      'of Okta',
      { header: { typ: undefined }, claims: { cid: 'page', scp: ['a'], ...without('client_id', 'scope') } },
    ],
    ['whose scopes are a list', { header: { typ: 'JWT' }, claims: { scope: ['a', 'b'] as never } }],
    ['that begins within the tolerance of clocks', { claims: { nbf: seconds() + 3 } }],
  ])('is taken %s', async (_, parts, rules) => {
    await expect(checked(parts, rules)).resolves.toMatchObject({ subject: 'ann' });
  });

  it.each<[string, TokenParts, Partial<TokenRules>?]>([
    ['that has ended', { claims: { exp: seconds() - 60 } }],
    ['that has just ended', { claims: { exp: seconds() } }],
    ['that never ends', { claims: without('exp') }],
    ['that has not begun', { claims: { nbf: seconds() + 60 } }],
    ['of another issuer', { claims: { iss: 'https://other.example' } }],
    ['of the issuer with a slash', { claims: { iss: 'slash' } }],
    ['of no issuer', { claims: without('iss') }],
    ['for another audience', { claims: { aud: 'other' } }],
    ['for an audience that begins so', { claims: { aud: 'intake-admin' } }],
    ['for no audience', { claims: without('aud') }],
    ['of another client', { claims: { client_id: 'other' } }],
    ['of a client by one claim, and another by the next', { claims: { azp: 'other' } }],
    ['of no client', { claims: without('client_id') }],
    [
      'of no client, for the audience alone',
      { claims: without('client_id', 'aud') },
      { audience: undefined },
    ],
    ['of nobody', { claims: without('sub') }],
    ['of an empty subject', { claims: { sub: '' } }],
    ['of a subject that is no text', { claims: { id: 7 } }, { userClaim: 'id' }],
    ['of an inherited claim', {}, { userClaim: 'constructor' }],
    ['that is bound to a key', { claims: { cnf: { jkt: 'x' } } }],
  ])('is refused %s', async (_, parts, rules) => {
    if (parts.claims?.iss === 'slash') parts.claims.iss = `${issuer.url}/`;
    await expect(checked(parts, rules)).rejects.toMatchObject(refused);
  });

  it.each<[string, TokenParts, Partial<TokenRules>?]>([
    [
      'an ID token',
      { header: { typ: 'JWT' }, claims: { nonce: 'n', ...without('scope', 'client_id'), azp: 'page' } },
    ],
    [
      'an ID token with scopes for the audience',
      { header: { typ: 'JWT' }, claims: { nonce: 'n', scope: 'openid', aud: 'intake' } },
    ],
    [
      'a token whose scope is nothing',
      { header: { typ: 'JWT' }, claims: { scp: null, ...without('scope') } },
    ],
    ['an ID token without type', { header: { typ: undefined }, claims: { ...without('scope') } }],
    ['an ID token of Cognito', { header: { typ: undefined }, claims: { token_use: 'id' } }],
    ['an ID token of Keycloak', { header: { typ: 'JWT' }, claims: { typ: 'ID', scope: 'openid' } }],
    ['an ID token that has a scope', { header: { typ: 'JWT' }, claims: { at_hash: 'x' } }],
    ['an ID token of the hybrid flow', { header: { typ: 'JWT' }, claims: { c_hash: 'x' } }],
    ['a refresh token', { header: { typ: 'JWT' }, claims: { typ: 'Refresh' } }],
    ['a logout token', { header: { typ: 'logout+jwt' } }],
    ['a logout token without type', { header: { typ: 'JWT' }, claims: { events: {} } }],
    ['a security event', { header: { typ: 'secevent+jwt' } }],
    ['a proof of possession', { header: { typ: 'dpop+jwt' } }],
    ['an authorization request', { header: { typ: 'oauth-authz-req+jwt' } }],
  ])('is not %s', async (_, parts, rules) => {
    await expect(checked(parts, rules)).rejects.toMatchObject({
      ...refused,
      message: 'It is no access token',
    });
  });
});

it('a token that names no key is tried with each that there is', async () => {
  const several = await startIssuer();
  try {
    await several.addKey();
    await several.addKey();
    const keys = createLocalJWKSet({
      keys: ['key-1', 'key-2', 'key-3'].map((kid) => several.publicKey(kid)),
    });
    const rules = { issuer: several.url, audience: 'intake', clientIds: [], userClaim: 'sub' };
    const take = (token: string) => checkToken(token, fixed(keys), rules, Date.now());
    await expect(
      take(await several.token({ kid: 'key-2', header: { kid: undefined } })),
    ).resolves.toBeDefined();
    const stranger = await issuer.token({ header: { kid: undefined }, claims: { iss: several.url } });
    await expect(take(stranger)).rejects.toMatchObject(refused);
  } finally {
    await several.stop();
  }
});
