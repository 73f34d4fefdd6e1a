import {
  errors,
  type JWTHeaderParameters,
  type JWTPayload,
  type JWTVerifyGetKey,
  type JWTVerifyOptions,
  jwtVerify,
} from 'jose';
import type { IssuerKeys } from './issuer-keys.ts';
import type { TokenRules } from './settings.ts';

/** The token is none that the stage takes. The message says why, for the log; no caller hears it. */
export class TokenRefused extends Error {
  override name = 'TokenRefused';
}

/** Signatures by a private key alone: a public key must not be taken for a shared secret. */
const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];

/** Clocks differ: a token of this moment may seem to begin a moment later. When it ends is the issuer's word. */
const TOLERANCE_SECONDS = 5;

/** https://www.rfc-editor.org/rfc/rfc9068#section-2.1, and `JWT` of those who say no more. */
const TYPES = /^(?:application\/)?(?:at\+)?jwt$/i;
const ACCESS_TOKEN = /^(?:application\/)?at\+jwt$/i;

/**
 * Checks an access token: signature, issuer, audience and client, times, and that it is one.
 * @param now - epoch ms
 * @returns who it is of, and when it ends, epoch seconds
 * @throws TokenRefused; or what `keys` throws of an issuer that does not answer
 */
export async function checkToken(
  token: string,
  keys: IssuerKeys,
  rules: TokenRules,
  now: number,
): Promise<{ subject: string; expiresAt: number }> {
  const { payload, protectedHeader } = await verify(token, keys, rules, now);
  const { exp, [rules.userClaim]: subject } = payload;
  if (exp! * 1000 <= now) throw new TokenRefused('It has ended');
  if (typeof subject !== 'string' || subject === '')
    throw new TokenRefused(`Its claim ${rules.userClaim} is no text`);
  checkUse(protectedHeader, payload);
  checkClient(payload, rules);
  return { subject, expiresAt: exp! };
}

async function verify(token: string, keys: IssuerKeys, rules: TokenRules, now: number) {
  const { issuer, audience, userClaim } = rules;
  const options: JWTVerifyOptions = {
    issuer,
    ...(audience !== undefined && { audience }),
    algorithms: ALGORITHMS,
    requiredClaims: ['exp', userClaim],
    clockTolerance: TOLERANCE_SECONDS,
    currentDate: new Date(now),
  };
  try {
    try {
      return await verifyByAny(token, keys.find, options);
    } catch (error) {
      // The issuer may have another key by now, under a new name or the same.
      if (!isOfKey(error) || !(await keys.renew())) throw error;
      return await verifyByAny(token, keys.find, options);
    }
  } catch (error) {
    if (error instanceof errors.JOSEError) throw new TokenRefused(`${error.code}: ${error.message}`);
    throw error;
  }
}

/** By the key that the token names; one that names none is tried with each. */
async function verifyByAny(token: string, find: JWTVerifyGetKey, options: JWTVerifyOptions) {
  try {
    return await jwtVerify(token, find, options);
  } catch (error) {
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
    for await (const key of error) {
      try {
        return await jwtVerify(token, key, options);
      } catch (other) {
        if (!(other instanceof errors.JWSSignatureVerificationFailed)) throw other;
      }
    }
    throw new errors.JWSSignatureVerificationFailed();
  }
}

const isOfKey = (error: unknown) =>
  error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWSSignatureVerificationFailed;

/**
 * An ID token tells an application who has signed in: it is no permission to call. Issuers tell the two apart each in a
 * way of their own, so the token must say that it is an access token, and nothing in it may say that it is something else.
 */
function checkUse({ typ }: JWTHeaderParameters, claims: JWTPayload): void {
  const use = claims.token_use;
  const kind = claims.typ;
  const named =
    (typ !== undefined && ACCESS_TOKEN.test(typ)) || // RFC 9068
    use === 'access' || // Cognito
    kind === 'Bearer'; // Keycloak
  // Auth0, Entra, Okta and others say no more than what the token is good for; ID tokens with scopes have a nonce.
  const scoped = isScope(claims.scope) || isScope(claims.scp);
  const says = named || (scoped && claims.nonce === undefined);
  const denies =
    (typ !== undefined && !TYPES.test(typ)) ||
    (use !== undefined && use !== 'access') ||
    (typeof kind === 'string' && kind !== 'Bearer') ||
    ['at_hash', 'c_hash', 's_hash', 'events'].some((claim) => Object.hasOwn(claims, claim));
  if (!says || denies) throw new TokenRefused('It is no access token');
  // Whoever presents it must prove to have a key (RFC 9449, RFC 8705), which a bearer cannot.
  if (claims.cnf !== undefined) throw new TokenRefused('It is bound to a key');
}

/** A text, or a list of them. */
const isScope = (value: unknown) => typeof value === 'string' || Array.isArray(value);

function checkClient({ client_id, azp, cid, appid }: JWTPayload, { clientIds }: TokenRules): void {
  if (clientIds.length === 0) return;
  const named = [client_id, azp, cid, appid].filter((id) => id !== undefined);
  if (named.length === 0 || !named.every((id) => clientIds.includes(id as string)))
    throw new TokenRefused('It is of a client that the stage does not take');
}
