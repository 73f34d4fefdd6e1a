import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { findChromium, NO_CHROMIUM } from '../../../../tools/browser/chromium.ts';
import { IN_A_BROWSER } from '../../../support/in-a-browser.ts';
import { askedToSignIn, signedInAs, signIn, signInButton, stored } from '../../../support/users-session.ts';
import { UsersPages } from './users-pages.ts';

const chromium = findChromium();

describe.skipIf(!chromium)(chromium ? 'the page with users' : NO_CHROMIUM, IN_A_BROWSER, () => {
  const pages = new UsersPages(chromium!);

  it('keeps no key and no token where others could find it, and calls with nothing else', async () => {
    const context = await pages.session.newContext();
    const page = await context.newPage();
    const sent: Record<string, string>[] = [];
    page.on('request', (request) => request.url().includes('/v1/') && sent.push(request.headers()));
    await page.goto(pages.session.run.page!);
    await signIn(page, 'Ann');
    expect(await stored(page)).toBe(`image-intake.signed-in ${pages.session.issuer.url} image-intake-page`);
    expect(page.url()).toBe(pages.session.run.page);
    expect(await page.evaluate(() => document.cookie)).toBe('');
    const calls = sent.filter((headers) => headers.authorization);
    expect(calls.length).toBeGreaterThan(0);
    expect(calls[0]!.authorization).toMatch(/^Bearer eyJ/);
    expect(sent.some((headers) => 'x-api-key' in headers)).toBe(false);
    await context.close();
  });

  it.each([
    ['a forged state', '?code=stolen&state=forged', 'was not begun in this tab'],
    ['no state', '?code=stolen', 'was not begun in this tab'],
    ['an error out of nowhere', '?error=access_denied&state=forged', 'was not begun in this tab'],
  ])('takes nobody who comes with %s, and says so', async (_, query, words) => {
    const context = await pages.session.newContext();
    const page = await pages.session.open(context, query);
    await askedToSignIn(page).getByRole('alert').filter({ hasText: words }).waitFor();
    expect(page.url()).toBe(pages.session.run.page);
    await signIn(page, 'Ann');
    await context.close();
  });

  it('says why the issuer refused, and asks again', async () => {
    const context = await pages.session.newContext();
    const page = await pages.session.open(context);
    let refused = false;
    await context.route(`${pages.session.issuer.url}/auth?*`, (route) => {
      if (refused) return route.continue();
      refused = true;
      const { searchParams } = new URL(route.request().url());
      const state = searchParams.get('state');
      const location = `${searchParams.get('redirect_uri')}?error=access_denied&state=${state}&iss=${encodeURIComponent(pages.session.issuer.url)}`;
      return route.fulfill({ status: 303, headers: { location } });
    });
    await signInButton(page).click();
    await askedToSignIn(page).getByRole('alert').filter({ hasText: 'cancelled' }).waitFor();
    expect(page.url()).toBe(pages.session.run.page);
    await signIn(page, 'Ann');
    await context.close();
  });

  it('asks after a reload when the issuer knows nobody any more, without a word of a fault', async () => {
    const page = await pages.session.openAs('Ann');
    await page.context().clearCookies();
    await page.reload();
    await signInButton(page).waitFor();
    expect(await askedToSignIn(page).getByRole('alert').isVisible()).toBe(false);
    expect(await stored(page)).toBe('');
    await page.context().close();
  });

  it('waits for an issuer that cannot be reached, and forgets nobody', async () => {
    const page = await pages.session.openAs('Ann');
    pages.session.issuer.be('gone');
    await page.reload();
    const fault = askedToSignIn(page).getByRole('alert').filter({ hasText: 'cannot be reached' });
    await fault.waitFor();
    await signInButton(page).click();
    await fault.waitFor();
    pages.session.issuer.be('well');
    await page.reload();
    await signedInAs(page, 'Ann');
    await page.context().close();
  });

  it('says what is missing where the browser keeps nothing', async () => {
    const context = await pages.session.newContext();
    await context.addInitScript(() =>
      Object.defineProperty(window, 'sessionStorage', {
        get: () => {
          throw new DOMException('The operation is insecure.', 'SecurityError');
        },
      }),
    );
    const page = await pages.session.open(context);
    await signInButton(page).click();
    await askedToSignIn(page).getByRole('alert').filter({ hasText: 'keep nothing' }).waitFor();
    await context.close();
  });

  it('lets Back lead away and back again: no code is used twice, and nothing goes round', async () => {
    const context = await pages.session.newContext();
    const page = await pages.session.open(context);
    await signInButton(page).click();
    await page.getByRole('button', { name: 'Ann' }).waitFor();
    await page.goBack();
    await signIn(page, 'Ann');
    await page.goBack();
    await page.getByRole('heading', { name: 'not begun here' }).waitFor();
    await page.goBack();
    // Restored as it was left, or opened anew: then it knows that Ann is signed in.
    await page.locator('#who:visible').or(signInButton(page)).waitFor();
    if (await signInButton(page).isVisible()) await signInButton(page).click();
    await signedInAs(page, 'Ann');
    await context.close();
  });

  it.each([
    ['light, on a desk', { colorScheme: 'light', viewport: { width: 1280, height: 800 } }],
    ['dark, on a phone', { colorScheme: 'dark', viewport: { width: 360, height: 740 } }],
  ] as const)('works for everyone, signed out and in, %s', async (_, look) => {
    const findings = async (page: Page) => {
      await page.waitForTimeout(600);
      await page.evaluate(axe.source);
      const { violations } = await page.evaluate(() =>
        (globalThis as unknown as { axe: typeof axe }).axe.run(document, {
          runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
        }),
      );
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
    };
    const context = await pages.session.newContext({ ...look, bypassCSP: true });
    const page = await pages.session.open(context, '?code=stolen&state=forged');
    await askedToSignIn(page).getByRole('alert').waitFor();
    expect(await findings(page)).toEqual([]);
    // By the keyboard alone, at the issuer too.
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Who are you?' }).waitFor();
    expect(await findings(page)).toEqual([]);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await signedInAs(page, 'Ann');
    expect(await findings(page)).toEqual([]);
    await context.close();
  });
});
