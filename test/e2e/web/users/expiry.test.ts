import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { findChromium, NO_CHROMIUM } from '../../../../tools/browser/chromium.ts';
import { cellOf, chooseFiles, sample, startUpload, tileOf } from '../../../../tools/browser/page-session.ts';
import { IN_A_BROWSER } from '../../../support/in-a-browser.ts';
import { UsersPages } from './users-pages.ts';

const chromium = findChromium();

const SECONDS = 6;

describe.skipIf(!chromium)(chromium ? 'a token that ends' : NO_CHROMIUM, IN_A_BROWSER, () => {
  const pages = new UsersPages(chromium!, { accessTokenSeconds: SECONDS });

  const untilOver = (page: Page) => page.waitForTimeout(SECONDS * 1000 + 500);
  const refresh = (page: Page) => page.getByRole('button', { name: 'Refresh' }).click();
  const upToDate = (page: Page) =>
    page.locator('.message').filter({ hasText: 'Up to date' }).last().waitFor();
  const dialog = (page: Page) => page.getByRole('dialog', { name: 'Sign in again' });
  const renewals = () => pages.session.issuer.requests.filter((request) => request === 'POST /token').length;

  /** Opens the page with an image and an unsaved title; then the sign-in ends for good. */
  const withDraft = async () => {
    const page = await pages.session.openAs('Ann');
    await chooseFiles(page, [sample('icon.png')]);
    await startUpload(page);
    await cellOf(page, 'icon.png').and(page.locator('[data-status=ready]')).first().waitFor();
    await cellOf(page, 'icon.png').first().getByRole('button').click();
    await page.getByLabel('Title').fill('Draft');
    pages.session.issuer.be('refusing');
    await untilOver(page);
    await page.getByRole('button', { name: 'Save' }).dispatchEvent('click');
    await dialog(page).waitFor();
    pages.session.issuer.be('well');
    return page;
  };
  /** Signs in again in the tab that the page opens for it. */
  const inAnotherTab = async (page: Page, user?: string) => {
    const opening = page.context().waitForEvent('page');
    await dialog(page).getByRole('button', { name: 'Sign in' }).click();
    const other = await opening;
    if (user) await other.getByRole('button', { name: user }).click();
    return other;
  };

  it('is renewed, once for all calls, and nobody notices', async () => {
    const page = await pages.session.openAs('Ann');
    await untilOver(page);
    const before = renewals();
    await refresh(page);
    await upToDate(page);
    expect(renewals() - before).toBe(1);
    expect(await dialog(page).count()).toBe(0);
    await page.context().close();
  });

  it('signs nobody out while the issuer cannot be reached', async () => {
    const page = await pages.session.openAs('Ann');
    pages.session.issuer.be('gone');
    await untilOver(page);
    await refresh(page);
    await page.locator('#offline').filter({ hasText: 'cannot be reached' }).waitFor();
    expect(await dialog(page).count()).toBe(0);
    pages.session.issuer.be('well');
    await refresh(page);
    await upToDate(page);
    await page.locator('#offline').waitFor({ state: 'hidden' });
    await page.context().close();
  });

  it('for good asks to sign in again in a tab of its own, and nothing is lost', async () => {
    const page = await withDraft();
    // The issuer still knows Ann, and asks nothing.
    const other = await inAnotherTab(page);
    await page.getByText('Saved.').waitFor();
    const done = other.getByRole('heading', { name: 'You are signed in' });
    await expect.poll(async () => other.isClosed() || done.isVisible(), { timeout: 20_000 }).toBe(true);
    expect(await dialog(page).count()).toBe(0);
    expect(await page.getByLabel('Title').inputValue()).toBe('Draft');
    await page.context().close();
  });

  it('for good lets an upload wait in the middle, and go on', async () => {
    const page = await pages.session.openAs('Ben');
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route(`${pages.session.run.s3Endpoint}/**`, async (route) => {
      await held;
      await route.continue();
    });
    await chooseFiles(page, [sample('day.gif')]);
    await startUpload(page);
    await tileOf(page, 'day.gif').waitFor();
    pages.session.issuer.be('refusing');
    await untilOver(page);
    release();
    await dialog(page).waitFor();
    pages.session.issuer.be('well');
    await inAnotherTab(page);
    await cellOf(page, 'day.gif').and(page.locator('[data-status=ready]')).first().waitFor();
    await page.context().close();
  });

  it('for good takes nobody else in the place of who was signed in', async () => {
    const page = await withDraft();
    await page.context().clearCookies();
    await inAnotherTab(page, 'Ben');
    await dialog(page).getByRole('alert').filter({ hasText: 'You signed in as “ben”' }).waitFor();
    // It asks again who this is, although it knows Ben.
    await inAnotherTab(page, 'Ann');
    await page.getByText('Saved.').waitFor();
    expect(await page.locator('#who').textContent()).toContain('ann');
    await page.context().close();
  });

  it('for good lets sign out too, once it is said that the draft goes with it', async () => {
    const page = await withDraft();
    await dialog(page).getByRole('button', { name: 'Sign out' }).click();
    const question = page.getByRole('dialog', { name: 'Sign out now?' });
    await question.getByRole('button', { name: 'Stay' }).click();
    expect(await page.getByLabel('Title').inputValue()).toBe('Draft');
    await dialog(page).getByRole('button', { name: 'Sign out' }).click();
    await question.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('dialog', { name: 'Sign in', exact: true }).waitFor();
    await page.context().close();
  });
});
