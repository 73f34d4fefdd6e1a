import * as oauth from 'oauth4webapi';
import type { UsersConfig } from '../config.ts';
import type { Attempt } from './attempt.ts';

/** Who is signed in, by the ID token. */
interface Person {
  /** `sub`: what tells one from another at their issuer. */
  id: string;
  /** How they are called, where the issuer says it. */
  name: string | undefined;
}

/** What a person who is signed in has, in memory alone. */
export interface SignedIn {
  accessToken: string;
  /** Epoch ms, where the issuer says it. */
  expiresAt: number | undefined;
  refreshToken: string | undefined;
  idToken: string;
  person: Person;
}

export type Issuer = ReturnType<typeof createIssuer>;

const PATIENCE_MS = 15_000;
/** Seconds. The ID token comes from the issuer itself, for this very attempt: the clock of the machine may be anything. */
const CLOCK_TOLERANCE = 86_400;

/**
 * Signs in by authorization code with PKCE, for a public client.
 * @param redirectUri where the issuer sends people back to: the page itself
 */
export function createIssuer(
  { issuer, clientId, scopes, parameters }: UsersConfig,
  redirectUri: string,
  request: typeof fetch,
) {
  const client: oauth.Client = { client_id: clientId, [oauth.clockTolerance]: CLOCK_TOLERANCE };
  const options = {
    [oauth.customFetch]: (url: string, init: unknown) => request(url, init as RequestInit),
    [oauth.allowInsecureRequests]: issuer.startsWith('http:'),
    signal: () => AbortSignal.timeout(PATIENCE_MS),
  };
  // Named in each request where it is wanted at all (RFC 8707, section 2.2).
  const { resource } = parameters;
  const tokenOptions = { ...options, ...(resource && { additionalParameters: { resource } }) };
  const noSecret = oauth.None();
  let found: oauth.AuthorizationServer | undefined;

  const discover = async () => {
    const url = new URL(issuer);
    found ??= await oauth.processDiscoveryResponse(url, await oauth.discoveryRequest(url, options));
    return found;
  };

  return {
    /**
     * Begins to sign in.
     * @param prompt `none`: the issuer is not to ask anything; `login`: it is to ask again who this is
     * @returns where the person has to go, and what has to be known when they come back
     */
    begin: async (address: string, prompt?: 'none' | 'login'): Promise<{ url: string; attempt: Attempt }> => {
      const { authorization_endpoint } = await discover();
      const attempt = {
        state: oauth.generateRandomState(),
        nonce: oauth.generateRandomNonce(),
        verifier: oauth.generateRandomCodeVerifier(),
        address,
        silent: prompt === 'none',
      };
      const url = new URL(authorization_endpoint!);
      const own = {
        client_id: clientId,
        redirect_uri: redirectUri,
        response_type: 'code',
        scope: scopes.join(' '),
        state: attempt.state,
        nonce: attempt.nonce,
        code_challenge: await oauth.calculatePKCECodeChallenge(attempt.verifier),
        code_challenge_method: 'S256',
        ...(prompt && { prompt }),
      };
      for (const [name, value] of Object.entries({ ...parameters, ...own }))
        url.searchParams.set(name, value);
      return { url: url.href, attempt };
    },

    /** Takes what the issuer said when it sent the person back. */
    redeem: async (callback: URLSearchParams, { state, nonce, verifier }: Attempt): Promise<SignedIn> => {
      const server = await discover();
      const checked = oauth.validateAuthResponse(server, client, callback, state);
      const response = await oauth.authorizationCodeGrantRequest(
        server,
        client,
        noSecret,
        checked,
        redirectUri,
        verifier,
        tokenOptions,
      );
      const tokens = await oauth.processAuthorizationCodeResponse(server, client, response, {
        expectedNonce: nonce,
        requireIdToken: true,
      });
      return signedInBy(tokens);
    },

    /** Takes another access token. @throws Error when it would be for somebody else. */
    refresh: async (refreshToken: string, before: SignedIn): Promise<SignedIn> => {
      const server = await discover();
      const response = await oauth.refreshTokenGrantRequest(
        server,
        client,
        noSecret,
        refreshToken,
        tokenOptions,
      );
      const now = signedInBy(await oauth.processRefreshTokenResponse(server, client, response), before);
      if (now.person.id !== before.person.id) throw new Error('The issuer answered for somebody else.');
      return now;
    },

    /** Takes a refresh token back, where the issuer can. */
    revoke: async (refreshToken: string): Promise<void> => {
      const server = await discover();
      if (server.revocation_endpoint)
        await oauth.revocationRequest(server, client, noSecret, refreshToken, options);
    },

    /** Where the session at the issuer is ended; undefined where it has no such place. */
    endUrl: (idToken: string): string | undefined => {
      if (!found?.end_session_endpoint) return undefined;
      const url = new URL(found.end_session_endpoint);
      url.searchParams.set('id_token_hint', idToken);
      url.searchParams.set('client_id', clientId);
      url.searchParams.set('post_logout_redirect_uri', redirectUri);
      return url.href;
    },
  };
}

/** @param before what is kept where the issuer does not say it again */
function signedInBy(tokens: oauth.TokenEndpointResponse, before?: SignedIn): SignedIn {
  const { access_token, expires_in, refresh_token, id_token } = tokens;
  const claims = oauth.getValidatedIdTokenClaims(tokens);
  const named = [claims?.preferred_username, claims?.email, claims?.name];
  const person = claims && {
    id: claims.sub,
    name: named.find((name): name is string => typeof name === 'string' && name.trim() !== ''),
  };
  return {
    accessToken: access_token,
    expiresAt: expires_in === undefined ? undefined : Date.now() + expires_in * 1000,
    refreshToken: refresh_token ?? before?.refreshToken,
    idToken: id_token ?? before?.idToken ?? '',
    person: { id: '', ...before?.person, ...person, name: person?.name ?? before?.person.name },
  };
}

/** Whether the issuer would have to ask the person something, and was not to. */
export function isQuestionNeeded(error: unknown): boolean {
  return (
    error instanceof oauth.AuthorizationResponseError &&
    /^(login|interaction|consent|account_selection)_required$/.test(error.error)
  );
}

/** Whether nothing was heard of the issuer, or nothing but that it cannot answer now: later it may. */
export function isPassing(error: unknown): boolean {
  if (error instanceof oauth.ResponseBodyError || error instanceof oauth.AuthorizationResponseError) {
    const status = 'status' in error ? error.status : 0;
    return isBusy(status) || /^(temporarily_unavailable|server_error)$/.test(error.error);
  }
  const { cause } = Object(error) as { cause?: unknown };
  if (cause instanceof Response) return isBusy(cause.status);
  // Of `fetch`: no connection, or none that CORS allows; and of the time limit.
  return error instanceof TypeError || error instanceof DOMException;
}

function isBusy(status: number): boolean {
  return status === 429 || status >= 500;
}
