import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { findChromium, NO_CHROMIUM } from '../../../../tools/browser/chromium.ts';
import { cellOf, chooseFiles, sample, startUpload, tileOf } from '../../../../tools/browser/page-session.ts';
import { IN_A_BROWSER } from '../../../support/in-a-browser.ts';
import {
  askedToSignIn,
  signedInAs,
  signIn,
  signInButton,
  signOutButton,
  stored,
} from '../../../support/users-session.ts';
import { UsersPages } from './users-pages.ts';

const chromium = findChromium();

describe.skipIf(!chromium)(chromium ? 'signing out' : NO_CHROMIUM, IN_A_BROWSER, () => {
  const pages = new UsersPages(chromium!);

  const ready = (page: Page, name: string) =>
    cellOf(page, name).and(page.locator('[data-status=ready]')).first().waitFor();

  it('signs Ann in and out: her images are hers alone, and a reload asks nothing', async () => {
    const context = await pages.session.newContext();
    const page = await pages.session.open(context, '?view=list&order=oldest');
    await signIn(page, 'Ann');
    expect(page.url()).toBe(`${pages.session.run.page}?view=list&order=oldest`);
    await chooseFiles(page, [sample('hills.jpg')]);
    await startUpload(page);
    await ready(page, 'hills.jpg');

    await page.reload();
    await signedInAs(page, 'Ann');
    await ready(page, 'hills.jpg');
    expect(page.url()).toBe(`${pages.session.run.page}?view=list&order=oldest`);
    await page.locator('.cell').getByRole('button').first().click();
    await page.getByRole('complementary', { name: 'Details' }).waitFor();
    // Their owner is who reads it, by a name that tells them nothing.
    await page.getByText('Technical details').click();
    expect(await page.getByText('Owner', { exact: true }).count()).toBe(0);
    const opened = page.url();
    expect(opened).toMatch(/image=/);
    await page.reload();
    await page.getByRole('complementary', { name: 'Details' }).waitFor();
    expect(page.url()).toBe(opened);
    // PhotoSwipe does not close while it still opens.
    await page.locator('.pswp--ui-visible .pswp__img').first().waitFor();
    await page.waitForTimeout(1000);
    await page.getByRole('button', { name: 'Close', exact: true }).click();
    await page.locator('.pswp').waitFor({ state: 'detached' });

    await signOutButton(page).click();
    await askedToSignIn(page).waitFor();
    expect(page.url()).toBe(pages.session.run.page);
    expect(await stored(page)).toBe('');
    await page.reload();
    await askedToSignIn(page).waitFor();
    // The session of the issuer has ended too: it asks who this is.
    await signIn(page, 'Ben');
    await page.getByText('No images yet').waitFor();
    expect(await page.locator('.cell').count()).toBe(0);
    await context.close();

    const again = await pages.session.openAs('Ann');
    await ready(again, 'hills.jpg');
    await again.context().close();
  });

  it('finishes what Ann has deleted, and offers what she has not finished to her alone', async () => {
    const context = await pages.session.newContext();
    const page = await pages.session.open(context);
    await signIn(page, 'Ann');
    await chooseFiles(page, [sample('day.gif')]);
    await startUpload(page);
    await ready(page, 'day.gif');
    await cellOf(page, 'day.gif').hover();
    await page.getByRole('button', { name: 'Select', exact: true }).click();
    await page.getByRole('checkbox', { name: /day\.gif/ }).click();
    await page
      .getByRole('region', { name: 'Selected images' })
      .getByRole('button', { name: 'Delete' })
      .click();
    await page.locator('.message.undo').waitFor();
    await page.route(`${pages.session.run.s3Endpoint}/**`, (route) => route.abort());
    await chooseFiles(page, [sample('icon.png')]);
    await startUpload(page);
    await tileOf(page, 'icon.png').waitFor();

    await signOutButton(page).click();
    const question = page.getByRole('dialog', { name: 'Sign out now?' });
    await question.getByRole('button', { name: 'Sign out' }).click();
    await askedToSignIn(page).waitFor();
    await page.unrouteAll();
    await signIn(page, 'Ben');
    await page.getByText('No images yet').waitFor();
    // When a tab is looked at, it looks for what others have left.
    await page.evaluate(() => dispatchEvent(new Event('focus')));
    await page.waitForTimeout(1000);
    expect(await page.locator('.upload').count()).toBe(0);

    await signOutButton(page).click();
    await signIn(page, 'Ann');
    await tileOf(page, 'icon.png').getByRole('button', { name: 'Resume' }).click();
    await ready(page, 'icon.png');
    expect(await cellOf(page, 'day.gif').count()).toBe(0);
    await context.close();
  });

  it('signs all tabs out together, whoever did it', async () => {
    const context = await pages.session.newContext();
    const one = await pages.session.open(context);
    await signIn(one, 'Ann');
    const two = await pages.session.open(context);
    // A new tab asks, and the issuer knows already who this is.
    await signInButton(two).click();
    await signedInAs(two, 'Ann');
    await signOutButton(one).click();
    await askedToSignIn(one).waitFor();
    await askedToSignIn(two).waitFor();
    expect(await stored(two)).toBe('');
    await context.close();
  });
});
