import * as oauth from 'oauth4webapi';
import { isPassing, isQuestionNeeded } from './issuer.ts';

export const NOT_BEGUN_HERE = 'This sign-in was not begun in this tab, or is finished already. Sign in here.';

export const REFUSED =
  'The service does not accept this sign-in. Sign in again; if it stays so, tell its operator.';

export const KEEPS_NOTHING =
  'This browser lets the page keep nothing, and without that nobody can sign in. Allow it to, and try again.';

/** One sentence or two for a person about why signing in failed. */
export function signInWords(error: unknown): string {
  if (isPassing(error)) return 'The sign-in service cannot be reached. Try again in a moment.';
  if (isQuestionNeeded(error)) return 'The sign-in service asks you to sign in.';
  if (error instanceof oauth.AuthorizationResponseError) {
    if (error.error === 'access_denied') return 'The sign-in service let you not in, or you cancelled it.';
    return `The sign-in service refused it (${error.error}). Try again, or tell the operator of this page.`;
  }
  if (error instanceof oauth.ResponseBodyError)
    return `The sign-in service refused it (${error.error}). Try again, or tell the operator of this page.`;
  return 'The answer of the sign-in service cannot be trusted. Sign in again.';
}
