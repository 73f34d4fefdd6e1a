import { createLocalJWKSet } from 'jose';
import { afterAll, beforeAll } from 'vitest';
import { checkToken } from '../../../lambdas/authorizer/check-token.ts';
import type { IssuerKeys } from '../../../lambdas/authorizer/issuer-keys.ts';
import type { TokenRules } from '../../../lambdas/authorizer/settings.ts';
import { type Issuer, startIssuer, type TokenParts } from './issuer.ts';

/** Who signs, and somebody else, for the tests of a file. */
export let issuer: Issuer;
export let other: Issuer;
beforeAll(async () => {
  [issuer, other] = await Promise.all([startIssuer(), startIssuer()]);
});
afterAll(() => Promise.all([issuer.stop(), other.stop()]));

/** Keys that never change. */
export const fixed = (find: IssuerKeys['find']): IssuerKeys => ({ find, renew: async () => false });

export const check = (token: string, rules: Partial<TokenRules> = {}, now = Date.now()) =>
  checkToken(
    token,
    fixed(createLocalJWKSet({ keys: [issuer.publicKey()] })),
    { issuer: issuer.url, audience: 'intake', clientIds: ['app', 'page'], userClaim: 'sub', ...rules },
    now,
  );
export const checked = async (parts: TokenParts, rules: Partial<TokenRules> = {}) =>
  check(await issuer.token(parts), rules);

export const refused = { name: 'TokenRefused' };
export const seconds = () => Math.floor(Date.now() / 1000);
