import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { launchChromium } from '../../tools/browser/chromium.ts';
import { builtPage } from '../../tools/local/built-page.ts';
import { type StageRunOptions, startStage } from '../../tools/local/stage-run.ts';
import { startTestIssuer } from './test-issuer.ts';

export type UsersSession = Awaited<ReturnType<typeof startUsersSession>>;

/** A run as of `npm start -- --users`, and a browser before its page. */
export async function startUsersSession(
  chromium: string,
  { accessTokenSeconds = 3600, ...options }: { accessTokenSeconds?: number } & Partial<StageRunOptions> = {},
) {
  const issuer = await startTestIssuer({ accessTokenSeconds });
  const [run] = await Promise.all([
    startStage({
      stage: 'dev',
      page: 'built',
      port: 0,
      retryScale: 0.01,
      ...options,
      users: async () => issuer,
    }),
    builtPage(),
  ]);
  const browser = await launchChromium(chromium);
  /** What the pages complained of: broken scripts and violations of the Content-Security-Policy. */
  const faults: string[] = [];

  /** A browser of somebody: cookies and storage of their own. */
  const newContext = (options: BrowserContextOptions = {}): Promise<BrowserContext> =>
    browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  /** Opens the page in a tab. */
  const open = async (context: BrowserContext, query = ''): Promise<Page> => {
    const page = await context.newPage();
    page.setDefaultTimeout(45_000);
    page.on('pageerror', ({ message }) => faults.push(message));
    page.on('console', (message) => {
      if (/Content Security Policy|Refused to/i.test(message.text())) faults.push(message.text());
    });
    await page.goto(run.page + query);
    return page;
  };

  return {
    run,
    issuer,
    faults,
    newContext,
    open,
    /** Opens the page in a browser of its own, and signs in. */
    openAs: async (user: 'Ann' | 'Ben', query = ''): Promise<Page> => {
      const page = await open(await newContext(), query);
      await signIn(page, user);
      return page;
    },
    /** Stops run and issuer too. */
    stop: async () => {
      await browser.close();
      await run.stop();
    },
  };
}

/** Goes to the issuer and back, from where the page asks to sign in. */
export async function signIn(page: Page, user: 'Ann' | 'Ben'): Promise<void> {
  await signInButton(page).click();
  await page.getByRole('button', { name: user }).click();
  await signedInAs(page, user);
}

/** The dialog of a page where nobody is signed in. */
export const askedToSignIn = (page: Page) => page.getByRole('dialog', { name: 'Sign in', exact: true });

export const signInButton = (page: Page) =>
  askedToSignIn(page).getByRole('button', { name: 'Sign in', exact: true });

export const signOutButton = (page: Page) => page.getByRole('button', { name: 'Sign out', exact: true });

/** Everything that the page keeps in its storages, as one text. */
export const stored = (page: Page): Promise<string> =>
  page.evaluate(() => [...Object.entries(sessionStorage), ...Object.entries(localStorage)].flat().join(' '));

/** Waits until somebody is signed in, and the gallery is there. */
export async function signedInAs(page: Page, user: 'Ann' | 'Ben'): Promise<void> {
  await page.locator('#who').filter({ hasText: user.toLowerCase() }).waitFor();
  await page
    .getByRole('status')
    .filter({ hasText: /image|Drop/ })
    .waitFor();
}
