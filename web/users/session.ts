import type { TokenSource } from '../../client/http/request.ts';
import type { SignedIn } from './issuer.ts';

export interface SessionOptions {
  refresh: (refreshToken: string, before: SignedIn) => Promise<SignedIn>;
  /** Whether a failed refresh says nothing of the refresh token. */
  isPassing: (error: unknown) => boolean;
  /**
   * Has the person sign in again, and answers once they have.
   * @param refused the service does not accept what the issuer has just given
   */
  again: (before: SignedIn, refused: boolean) => Promise<SignedIn>;
  /** What is thrown while the issuer cannot be reached. */
  unreachable: (cause: unknown) => Error;
  now?: () => number;
}

/** This long before its end an access token is renewed; and at the latest in the last tenth of its life. */
const AHEAD_MS = 60_000;
/** A token as young as this that is refused has not ended: another one of this issuer may be refused as well. */
const YOUNG_MS = 60_000;

const never = new Promise<never>(() => {});

/** The tokens of the person who is signed in: in memory, and renewed once for all who ask at the same time. */
export function createSession(
  first: SignedIn,
  { refresh, isPassing, again, unreachable, now = Date.now }: SessionOptions,
) {
  let signed = first;
  let since = now();
  /** The present token came by renewal. */
  let renewed = false;
  let ended = false;
  let refreshing: Promise<void> | undefined;
  let asking: Promise<void> | undefined;

  const take = (next: SignedIn, byRenewal: boolean) => {
    if (ended) return;
    signed = next;
    since = now();
    renewed = byRenewal;
  };

  /** Renews by the refresh token. Where the issuer does not take it any more, it is gone afterwards. */
  const renew = () => {
    refreshing ??= refresh(signed.refreshToken!, signed)
      .then(
        (next) => take(next, true),
        (error: unknown) => {
          if (isPassing(error)) throw unreachable(error);
          signed = { ...signed, refreshToken: undefined };
        },
      )
      .finally(() => {
        refreshing = undefined;
      });
    return refreshing;
  };

  const ask = (refused: boolean) => {
    asking ??= again(signed, refused)
      .then((next) => take(next, false))
      .finally(() => {
        asking = undefined;
      });
    return asking;
  };

  const isOver = () => signed.expiresAt !== undefined && now() >= signed.expiresAt;

  const renewAhead = () => {
    const { expiresAt, refreshToken } = signed;
    if (expiresAt === undefined || refreshToken === undefined) return;
    const ahead = Math.min(AHEAD_MS, (expiresAt - since) / 10);
    // Nobody waits for it, and the present one still works.
    if (now() >= expiresAt - ahead) renew().catch(() => undefined);
  };

  const token: TokenSource = async (refused) => {
    // Of a page that is left nothing goes out any more.
    if (ended) return never;
    const { accessToken } = signed;
    const isRefused = refused === accessToken;
    if (!isRefused && !isOver()) {
      renewAhead();
      return accessToken;
    }
    const refusedYoung = isRefused && now() - since < YOUNG_MS;
    if (signed.refreshToken !== undefined && !(refusedYoung && renewed)) await renew();
    if (signed.accessToken === accessToken) await ask(refusedYoung);
    return ended ? never : signed.accessToken;
  };

  return {
    token,
    /** Forgets all of it. @returns what it was */
    end: (): SignedIn => {
      ended = true;
      const last = signed;
      signed = { ...signed, accessToken: '', refreshToken: undefined, idToken: '' };
      return last;
    },
  };
}
