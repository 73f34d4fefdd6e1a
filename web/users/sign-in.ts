import { type Attempt, type createMark, keepAttempt, takeAttempt } from './attempt.ts';
import { cover, openSignIn } from './dialogs.ts';
import { type Issuer, isQuestionNeeded, type SignedIn } from './issuer.ts';
import type { openTabs } from './tabs.ts';
import { KEEPS_NOTHING, NOT_BEGUN_HERE, REFUSED, signInWords } from './words.ts';

interface SignInOptions {
  issuer: Issuer;
  mark: ReturnType<typeof createMark>;
  tabs: ReturnType<typeof openTabs>;
  signOut: () => void;
}

/** How a person comes to be signed in, and what they are asked. */
export function createSignIn({ issuer, mark, tabs, signOut }: SignInOptions) {
  /** What another tab may come back with, by its state. */
  const waiting = new Map<string, (callback: URLSearchParams) => void>();

  const here = () => location.pathname + location.search + location.hash;

  /** Leaves the page for the issuer. @returns why it could not; empty where it is about to be left */
  const go = async (prompt?: 'none' | 'login'): Promise<string> => {
    try {
      const { url, attempt } = await issuer.begin(here(), prompt);
      if (!attemptKept(attempt)) return KEEPS_NOTHING;
      if (prompt === 'none') location.replace(url);
      else location.assign(url);
      return '';
    } catch (error) {
      return signInWords(error);
    }
  };

  /** Asks, and is left by signing in. */
  const ask = (fault: string): Promise<never> => {
    openSignIn({
      title: 'Sign in',
      text: 'Sign in to upload images and to see yours.',
      fault,
      signIn: () => go(),
    });
    return new Promise<never>(() => {});
  };

  const redeemed = async (callback: URLSearchParams, attempt: Attempt): Promise<SignedIn> => {
    history.replaceState(null, '', attempt.address);
    try {
      const signed = await issuer.redeem(callback, attempt);
      mark.set();
      return signed;
    } catch (error) {
      return ask(attempt.silent && isQuestionNeeded(error) ? '' : signInWords(error));
    }
  };

  /** Whoever was signed in in this tab is so again, without a question. */
  const silently = async (): Promise<SignedIn> => {
    // Whatever goes wrong on the way, the next load asks.
    mark.remove();
    const fault = await go('none');
    if (fault !== '') {
      mark.set();
      return ask(fault);
    }
    return new Promise<never>(() => {
      addEventListener('pageshow', ({ persisted }) => persisted && void ask(''));
    });
  };

  /** Takes what an attempt of {@link again} came back with. @throws Error with a sentence */
  const takenBy = async (callback: URLSearchParams, attempt: Attempt, before: SignedIn) => {
    const signed = await issuer.redeem(callback, attempt).catch((error: unknown) => {
      throw new Error(signInWords(error));
    });
    if (signed.person.id === before.person.id) return signed;
    const called = (name: string | undefined) => (name === undefined ? 'somebody else' : `“${name}”`);
    throw new Error(
      `You signed in as ${called(signed.person.name)}. What is open here is of ${called(before.person.name)}: sign in as such, or sign out.`,
    );
  };

  return {
    /** Another tab came back from the issuer. @returns whether this one sent it there */
    cameBack: (callback: URLSearchParams): boolean => {
      const state = callback.get('state') ?? '';
      const take = waiting.get(state);
      waiting.delete(state);
      take?.(callback);
      return take !== undefined;
    },

    /** When the page is opened. Answers once somebody is signed in; the page may be left for it. */
    enter: async (callback: URLSearchParams | undefined): Promise<SignedIn> => {
      const attempt = takeAttempt();
      if (!callback) return mark.isSet() ? silently() : ask('');
      if (attempt && attempt.state === callback.get('state')) return redeemed(callback, attempt);
      if (!(await tabs.handOver(callback))) return ask(NOT_BEGUN_HERE);
      cover('You are signed in', 'Go on in the tab from which you came; this one can be closed.');
      close();
      return new Promise<never>(() => {});
    },

    /**
     * When a session has ended in the middle: in another tab, so that nothing that is open here is lost; where there can
     * be none, in this one. Answers once the same person is signed in again.
     */
    again: (before: SignedIn, refused: boolean): Promise<SignedIn> =>
      new Promise((resolve) => {
        let prompt: 'login' | undefined;
        const signIn = async (): Promise<string> => {
          // At once, while it is still the person who opens it.
          const tab = tabs.isOpen ? open('', '_blank') : null;
          if (!tab) return go(prompt);
          try {
            const { url, attempt } = await issuer.begin(here(), prompt);
            waiting.set(attempt.state, (callback) => {
              takenBy(callback, attempt, before).then(
                (signed) => {
                  mark.set();
                  dialog.close();
                  resolve(signed);
                },
                (error: Error) => {
                  // Else the issuer would give the same answer again.
                  prompt = 'login';
                  dialog.say(error.message);
                },
              );
            });
            tab.location.replace(url);
            return '';
          } catch (error) {
            tab.close();
            return signInWords(error);
          }
        };
        const dialog = openSignIn({
          title: 'Sign in again',
          text: 'Your sign-in has ended. What you have begun here waits for you: signing in opens a tab of its own.',
          fault: refused ? REFUSED : '',
          signIn,
          signOut,
        });
      }),
  };
}

function attemptKept(attempt: Attempt): boolean {
  try {
    keepAttempt(attempt);
    return true;
  } catch {
    return false;
  }
}
