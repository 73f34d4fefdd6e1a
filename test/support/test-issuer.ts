import { randomUUID } from 'node:crypto';
import { importJWK, type JWK, SignJWT } from 'jose';
import { type IssuerOptions, newKey, startIssuer } from '../../tools/local/users/issuer.ts';

export type TestIssuer = Awaited<ReturnType<typeof startTestIssuer>>;

/**
 * `gone`: connections break. `silent`: no answer comes. `refusing`: takes no code and no refresh token. A number: this
 * status, without a body.
 */
type Condition = 'well' | 'gone' | 'silent' | 'refusing' | number;

interface Minted {
  user?: string;
  /** In place of the claims of a good access token; one that is undefined is left out. */
  claims?: Record<string, unknown>;
  /** In place of the header's fields. */
  header?: Record<string, unknown>;
  /** How long it is valid from now on; one that is over has less than none. 300 when left out. */
  seconds?: number;
  /** Private, to sign with in place of the issuer's present one. */
  key?: JWK;
}

/** The issuer of `npm start -- --users`, and what tests do to an issuer. */
export async function startTestIssuer(options: Omit<IssuerOptions, 'keys' | 'intercept'> = {}) {
  let keys = [newKey()];
  let condition: Condition = 'well';
  const requests: string[] = [];
  const issuer = await startIssuer({
    ...options,
    keys,
    intercept: ({ method, url }, response) => {
      requests.push(`${method} ${url}`);
      if (condition === 'gone') response.destroy();
      if (typeof condition === 'number') response.writeHead(condition).end();
      if (condition !== 'refusing') return condition !== 'well';
      if (method !== 'POST' || url !== '/token') return false;
      response.writeHead(400, { 'content-type': 'application/json', 'access-control-allow-origin': '*' });
      response.end(JSON.stringify({ error: 'invalid_grant' }));
      return true;
    },
  });
  const { audience, page } = issuer.settings;
  return {
    ...issuer,
    /** Method and path of each request so far. Empty it by `requests.length = 0`. */
    requests,
    /** An access token, as the issuer signs them or spoilt. */
    async mint({ user = 'ann', claims = {}, header = {}, seconds = 300, key = keys[0]! }: Minted = {}) {
      const now = Math.floor(Date.now() / 1000);
      const good = {
        iss: issuer.url,
        sub: user,
        aud: audience!,
        client_id: page!.clientId,
        scope: 'openid profile email',
        jti: randomUUID(),
        iat: now + Math.min(0, seconds - 1),
        exp: now + seconds,
      };
      return new SignJWT({ ...good, ...claims })
        .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: key.kid!, ...header })
        .sign(await importJWK(key, 'ES256'));
    },
    /** The present key, private. */
    key: (): JWK => keys[0]!,
    /**
     * Signs by a new key from now on, and offers the old ones no more.
     * @param keep whether the old ones are still offered
     */
    rotate(keep = false): JWK {
      keys = [newKey(), ...(keep ? keys : [])];
      issuer.useKeys(keys);
      return keys[0]!;
    },
    be(next: Condition): void {
      condition = next;
    },
  };
}
