import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium, NO_CHROMIUM } from '../../../tools/browser/chromium.ts';
import { giveKey } from '../../../tools/browser/page-session.ts';
import { IN_A_BROWSER } from '../../support/in-a-browser.ts';
import { type PageSession, startPageSession } from '../../support/page-session.ts';

const chromium = findChromium();

describe.skipIf(!chromium)(chromium ? 'the key of the page' : NO_CHROMIUM, IN_A_BROWSER, () => {
  let session: PageSession;
  beforeAll(async () => {
    session = await startPageSession(chromium!);
  });
  afterAll(() => session?.stop());

  const asked = (page: Page) => page.getByRole('dialog', { name: 'API key' });
  const opened = (page: Page) => page.getByRole('status').filter({ hasText: 'Drop some here' }).waitFor();
  const wrong = 'a-key-that-is-none-of-this-service';

  it('asks for the key until it is right, and keeps it in the tab alone', async () => {
    const tab = await session.newTab();
    await giveKey(tab, `${session.run.apiKey}\u200b`);
    await tab.getByRole('alert').filter({ hasText: 'Copy it anew' }).waitFor();
    await giveKey(tab, 'certainly-not-this-key');
    await tab.getByRole('alert').filter({ hasText: 'does not accept this key' }).waitFor();
    await giveKey(tab, session.run.apiKey);
    await tab.getByText('No images yet').waitFor();
    const kept = () =>
      tab.evaluate(() => [Object.values(sessionStorage), localStorage.length, document.cookie]);
    expect(await kept()).toEqual([[session.run.apiKey], 0, '']);
    await tab.reload();
    await tab.getByText('No images yet').waitFor();
    const other = await tab.context().newPage();
    await other.goto(tab.url());
    await other.getByLabel('Key', { exact: true }).waitFor();
    await tab.getByRole('button', { name: 'Change key' }).click();
    await tab.getByLabel('Key', { exact: true }).waitFor();
    // Until there is another one.
    expect(await kept()).toEqual([[session.run.apiKey], 0, '']);
    await tab.context().close();
  });

  it('is asked for again when it is wrong, in words that fit the dialog', async () => {
    const page = await session.newTab();
    await giveKey(page, wrong);
    const fault = asked(page).getByRole('alert');
    await fault.filter({ hasText: 'does not accept this key' }).waitFor();
    expect(await fault.textContent()).not.toContain('Change key');
    await giveKey(page, session.run.apiKey);
    await opened(page);
    await page.context().close();
    expect(session.faults).toEqual([]);
  });

  it('lasts as long as the page where the browser lets it keep nothing, which is said', async () => {
    const page = await session.newTab();
    await page.addInitScript(() =>
      Object.defineProperty(window, 'sessionStorage', {
        get: () => {
          throw new DOMException('The operation is insecure.', 'SecurityError');
        },
      }),
    );
    await page.reload();
    await giveKey(page, wrong);
    await asked(page).getByRole('alert').filter({ hasText: 'does not accept this key' }).waitFor();
    await giveKey(page, session.run.apiKey);
    await opened(page);
    const told = page.locator('.message').filter({ hasText: 'after a reload it asks for the key again' });
    await told.waitFor();
    expect(await told.count()).toBe(1);
    await page.reload();
    await asked(page).waitFor();
    await page.context().close();
    expect(session.faults).toEqual([]);
  });

  it('that is refused in the middle is asked for once, above the viewer, and the page goes on', async () => {
    await session.client.create({ filename: 'a.png' });
    const page = await session.newUserTab();
    const leaving: string[] = [];
    page.on('dialog', (dialog) => {
      leaving.push(dialog.type());
      void dialog.dismiss();
    });
    await page.locator('.cell').getByRole('button').click();
    await page.getByLabel('Title').fill('Draft');
    const api = `${session.run.baseUrl}/**`;
    let revoked = true;
    await page.route(api, (route) => {
      if (!revoked || route.request().method() === 'OPTIONS') return route.continue();
      return route.continue({ headers: { ...route.request().headers(), 'x-api-key': wrong } });
    });
    // A poll may have been refused, and have opened the dialog, before the click.
    await page.getByRole('button', { name: 'Save' }).dispatchEvent('click');
    await page.evaluate(() => dispatchEvent(new Event('focus')));
    await asked(page).getByRole('alert').filter({ hasText: 'does not accept this key' }).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    expect(await asked(page).count()).toBe(1);
    expect(await page.getByLabel('Title').inputValue()).toBe('Draft');
    revoked = false;
    await giveKey(page, session.run.apiKey);
    await page.getByText('Saved.').waitFor();
    expect(await asked(page).count()).toBe(0);

    // Changing it by hand loses nothing either, whatever the answer.
    await page.getByLabel('Title').fill('Another draft');
    await page.keyboard.press('Escape');
    const stored = () => page.evaluate(() => sessionStorage.getItem('image-intake.key'));
    await page.getByRole('button', { name: 'Change key' }).click();
    await giveKey(page, wrong);
    await asked(page).getByRole('alert').filter({ hasText: 'does not accept this key' }).waitFor();
    expect(await stored()).toBe(session.run.apiKey);
    await asked(page).getByRole('button', { name: 'Cancel' }).click();
    expect(await stored()).toBe(session.run.apiKey);
    await page.getByRole('button', { name: 'Refresh' }).click();
    await page.locator('.message').filter({ hasText: 'Up to date' }).waitFor();
    expect(leaving).toEqual([]);
    await page.context().close();
    expect(session.faults).toEqual([]);
  });
});
