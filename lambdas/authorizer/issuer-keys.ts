import { createRemoteJWKSet, customFetch, errors, type JWTVerifyGetKey } from 'jose';

/** Nothing can be said of a token: its issuer does not answer, or answers something else. */
class IssuerUnreachable extends Error {
  override name = 'IssuerUnreachable';
}

const TIMEOUT_MS = 3000;
/** After that long keys are fetched anew, so that one which the issuer has withdrawn is forgotten. */
const KEPT_MS = 600_000;
/** Forged tokens, whose key nobody knows, make the function ask its issuer no more often than that. */
const RENEWED_MS = 5_000;
/** An issuer that does not answer is left alone for so long. */
const LEFT_ALONE_MS = 5_000;

/** The public keys of an issuer. */
export interface IssuerKeys {
  /** The key of a token. @throws IssuerUnreachable, or an error of jose for a token without a key */
  find: JWTVerifyGetKey;
  /**
   * Asks the issuer for its keys anew, unless that was done a moment ago: one may have been rotated.
   * @returns whether it was asked
   * @throws IssuerUnreachable
   */
  renew(): Promise<boolean>;
}

/**
 * The keys of an issuer, found by discovery when they are first needed.
 * https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig
 * @param fetch - for tests
 */
export function issuerKeys(issuer: string, fetch = globalThis.fetch): IssuerKeys {
  let found: JWTVerifyGetKey | undefined;
  let renewedAt = Number.NEGATIVE_INFINITY;
  let failed: { at: number; error: IssuerUnreachable } | undefined;

  /** What goes wrong here is the issuer's fault, which is remembered. */
  const asking = async <T>(act: () => Promise<T>): Promise<T> => {
    try {
      return await act();
    } catch (cause) {
      if (cause instanceof errors.JOSEError && !isOfKeys(cause)) throw cause;
      if (cause === failed?.error) throw cause;
      const error =
        cause instanceof IssuerUnreachable
          ? cause
          : new IssuerUnreachable(String((cause as Error).message), { cause });
      failed = { at: Date.now(), error };
      throw error;
    }
  };

  const ask = async (url: string): Promise<Response> => {
    if (failed && Date.now() - failed.at < LEFT_ALONE_MS) throw failed.error;
    try {
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      const response = await fetch(url, {
        redirect: 'manual',
        signal,
        headers: { accept: 'application/json' },
      });
      if (response.status !== 200) throw new Error(`it answered ${response.status}`);
      // Read here, so that an answer which breaks off, or is a page, is the issuer's fault too.
      return Response.json(await response.json());
    } catch (cause) {
      throw new IssuerUnreachable(`${url} cannot be read: ${(cause as Error).message}`, { cause });
    }
  };

  const discover = async (): Promise<JWTVerifyGetKey> => {
    const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
    const document: { issuer?: unknown; jwks_uri?: unknown } = Object(await (await ask(url)).json());
    // Else another issuer's keys could speak for this one. https://www.rfc-editor.org/rfc/rfc8414#section-3.3
    if (document.issuer !== issuer)
      throw new IssuerUnreachable(
        `${url} is of the issuer ${JSON.stringify(document.issuer)}, not of ${issuer}`,
      );
    const keys = createRemoteJWKSet(keysUrl(document.jwks_uri, issuer), {
      cacheMaxAge: KEPT_MS,
      // Whether to ask anew for a key is decided below.
      cooldownDuration: Number.POSITIVE_INFINITY,
      [customFetch]: ask,
    });
    await keys.reload();
    return keys;
  };

  return {
    find: async (header, token) => {
      try {
        return await asking(async () => {
          found ??= await discover();
          return found(header, token);
        });
      } catch (error) {
        // The keys may be elsewhere by now.
        if (error instanceof IssuerUnreachable) found = undefined;
        throw error;
      }
    },
    async renew() {
      if (Date.now() - renewedAt < RENEWED_MS) return false;
      // Those that are kept stay, where the issuer does not answer.
      found = await asking(discover);
      renewedAt = Date.now();
      return true;
    },
  };
}

/** What jose says of the set of keys, and not of a token. */
function isOfKeys(error: errors.JOSEError): boolean {
  return error instanceof errors.JWKSInvalid || error instanceof errors.JWKSTimeout;
}

/** Of an issuer with TLS, only what came by TLS is believed. */
function keysUrl(value: unknown, issuer: string): URL {
  const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : undefined;
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && issuer.startsWith('http:'))) return url;
  throw new IssuerUnreachable(`The jwks_uri of ${issuer} is ${JSON.stringify(value)}`);
}
