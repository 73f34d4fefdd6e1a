import { createClient } from '../../client/client.ts';
import { NetworkError } from '../../client/errors.ts';
import type { UsersConfig } from '../config.ts';
import { byId } from '../dom.ts';
import type { Connected } from '../page/connect.ts';
import { isolated } from '../words.ts';
import { createMark } from './attempt.ts';
import { confirmSignOut, cover } from './dialogs.ts';
import { createIssuer, isPassing, type SignedIn } from './issuer.ts';
import { createSession } from './session.ts';
import { createSignIn } from './sign-in.ts';
import { openTabs } from './tabs.ts';

/** How long the page waits for the issuer to take the refresh token back. */
const REVOKING_MS = 3000;

interface ConnectOptions {
  baseUrl: string;
  users: UsersConfig;
  /** What the issuer said in the page's address. */
  callback: URLSearchParams | undefined;
  /** Like `fetch`. */
  request: typeof fetch;
}

/** Signs somebody in, and connects in their name. Answers once somebody is signed in. */
export async function connectUsers({
  baseUrl,
  users,
  callback,
  request,
}: ConnectOptions): Promise<Connected> {
  // The page has no paths of its own.
  const page = new URL('.', location.href).href;
  const issuer = createIssuer(users, page, request);
  const mark = createMark(users);
  let session: ReturnType<typeof createSession> | undefined;
  let leaving = false;

  const tabs = openTabs(`image-intake.users ${users.issuer} ${users.clientId} ${page}`, {
    onSignedOut: () => {
      if (session) void leave().then(() => location.reload());
    },
    onCameBack: (given) => signIn.cameBack(given),
  });

  /** Forgets who is signed in, once what the page does when it is left is on its way. From then on nothing keeps the page. */
  const leave = async (): Promise<SignedIn> => {
    mark.remove();
    addEventListener('beforeunload', (event) => event.stopImmediatePropagation(), { capture: true });
    // Back leads to no page of somebody who has left.
    addEventListener('pageshow', ({ persisted }) => persisted && location.reload());
    dispatchEvent(new Event('pagehide'));
    // Each call has taken its token by then.
    await new Promise((resolve) => setTimeout(resolve));
    return session!.end();
  };

  const signOut = async (): Promise<void> => {
    if (leaving) return;
    const unfinished = !dispatchEvent(new Event('beforeunload', { cancelable: true }));
    if (unfinished && !(await confirmSignOut())) return;
    if (leaving) return;
    leaving = true;
    cover('Signing out…', 'One moment.');
    const { refreshToken, idToken } = await leave();
    tabs.tellSignedOut();
    const late = new Promise((resolve) => setTimeout(resolve, REVOKING_MS));
    // The issuer may have none of it: the page has forgotten the token all the same.
    if (refreshToken !== undefined) await Promise.race([issuer.revoke(refreshToken).catch(() => {}), late]);
    location.replace(issuer.endUrl(idToken) ?? page);
  };

  const signIn = createSignIn({ issuer, mark, tabs, signOut: () => void signOut() });
  const button = byId<HTMLButtonElement>('key');
  button.textContent = 'Sign out';
  const first = await signIn.enter(callback);
  const opened = createSession(first, {
    refresh: issuer.refresh,
    isPassing,
    again: signIn.again,
    unreachable: (cause) => new NetworkError('The issuer of the users cannot be reached.', cause),
  });
  session = opened;
  const { name, id } = first.person;
  if (name !== undefined) {
    const who = byId('who');
    who.textContent = isolated(name);
    who.hidden = false;
  }
  button.classList.remove('later');

  /** The client takes another token once; one that is refused as well is asked about at once, not with the next call. */
  const watched: typeof fetch = async (input, init) => {
    const response = await request(input, init);
    const [, sent] = /^Bearer (.+)/.exec(new Headers(init?.headers).get('authorization') ?? '') ?? [];
    if (response.status === 401 && sent !== undefined) opened.token(sent).catch(() => {});
    return response;
  };
  return {
    client: createClient({ baseUrl, token: opened.token, fetch: watched }),
    act: signOut,
    owner: `${users.issuer} ${id}`,
  };
}
