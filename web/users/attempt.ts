import type { UsersConfig } from '../config.ts';

/** What must be known again when the person comes back from the issuer. No token is in it. */
export interface Attempt {
  state: string;
  nonce: string;
  verifier: string;
  /** Of the page as it was left, without its origin. */
  address: string;
  /** The issuer was not to ask anything. */
  silent: boolean;
}

const ATTEMPT = 'image-intake.sign-in';
const MARK = 'image-intake.signed-in';

/** Keeps an attempt as long as the page is away. @throws where the browser keeps nothing. */
export function keepAttempt(attempt: Attempt): void {
  sessionStorage.setItem(ATTEMPT, JSON.stringify(attempt));
}

/** The attempt that led away from the page, once. */
export function takeAttempt(): Attempt | undefined {
  try {
    const kept = sessionStorage.getItem(ATTEMPT);
    sessionStorage.removeItem(ATTEMPT);
    return kept === null ? undefined : (JSON.parse(kept) as Attempt);
  } catch {
    return undefined;
  }
}

/** Remembers of this tab that somebody was signed in, and not who: after a reload the issuer is asked without a word. */
export function createMark({ issuer, clientId }: Pick<UsersConfig, 'issuer' | 'clientId'>) {
  const value = `${issuer} ${clientId}`;
  return {
    set: () => attempt(() => sessionStorage.setItem(MARK, value)),
    isSet: () => attempt(() => sessionStorage.getItem(MARK)) === value,
    remove: () => attempt(() => sessionStorage.removeItem(MARK)),
  };
}

/** What it answers; undefined where the browser forbids it, by throwing. */
function attempt<T>(use: () => T): T | undefined {
  try {
    return use();
  } catch {
    return undefined;
  }
}
