import { createSign, generateKeyPairSync } from 'node:crypto';

const KEY_ID = 'bench';

/** An OpenID Connect issuer: the documents that it publishes, and an access token of its own. */
export interface TokenIssuer {
  /** By their paths. */
  documents: Record<string, object>;
  token: string;
}

/** @param issuer - its URL @param audience - of the token */
export function tokenIssuer(issuer: string, audience: string): TokenIssuer {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const keys = [{ ...publicKey.export({ format: 'jwk' }), kid: KEY_ID, alg: 'RS256', use: 'sig' }];
  const now = Math.floor(Date.now() / 1000);
  const signed = [
    { alg: 'RS256', typ: 'at+jwt', kid: KEY_ID },
    {
      iss: issuer,
      aud: audience,
      sub: 'ann',
      client_id: 'app',
      scope: 'openid',
      iat: now,
      exp: now + 86_400,
    },
  ]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  return {
    documents: {
      '/.well-known/openid-configuration': { issuer, jwks_uri: `${issuer}/keys` },
      '/keys': { keys },
    },
    token: `${signed}.${createSign('sha256').update(signed).sign(privateKey, 'base64url')}`,
  };
}
