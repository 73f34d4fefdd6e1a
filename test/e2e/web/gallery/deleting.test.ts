import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { findChromium, NO_CHROMIUM } from '../../../../tools/browser/chromium.ts';
import { cellOf } from '../../../../tools/browser/page-session.ts';
import { IN_A_BROWSER } from '../../../support/in-a-browser.ts';
import { GallerySession } from '../gallery-session.ts';

const chromium = findChromium();

describe.skipIf(!chromium)(chromium ? 'deleting in the browser' : NO_CHROMIUM, IN_A_BROWSER, () => {
  const gallery = new GallerySession(chromium!);
  const message = (page: Page, text: string) => page.locator('.message').filter({ hasText: text });
  const exists = (id: string) =>
    gallery.session.client.get(id).then(
      () => true,
      () => false,
    );

  /** Three records, of which the two newer ones are selected. */
  const givenSelection = async () => {
    const ids: string[] = [];
    for (const name of ['keep.png', 'b.png', 'a.png']) {
      ids.push((await gallery.session.client.create({ filename: name })).metadata.id);
    }
    const { page } = gallery;
    // Its own clock, so that ten seconds need not pass.
    await page.clock.install();
    await page.reload();
    await cellOf(page, 'a.png').getByRole('button').focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('Shift+ArrowRight');
    const deletes: string[] = [];
    page.on('request', (request) => {
      if (request.method() === 'DELETE') deletes.push(request.headers()['if-match'] ?? '');
    });
    const remove = async () => {
      // From now on time passes only as it is told.
      await page.clock.pauseAt(Date.now() + 3_600_000);
      await page.getByRole('button', { name: 'Delete', exact: true }).click();
      await message(page, '2 images deleted.').waitFor();
      expect(await page.locator('.cell').count()).toBe(1);
    };
    return { page, deletes, remove, a: ids[2]!, b: ids[1]! };
  };

  it('hides at once, and sends DELETE under If-Match after ten seconds, whatever polls bring', async () => {
    const { page, deletes, remove, a, b } = await givenSelection();
    await remove();
    await page.clock.runFor(8000);
    await page.evaluate(() => dispatchEvent(new Event('focus')));
    await page.getByRole('button', { name: 'Refresh' }).click();
    await message(page, 'Up to date').waitFor();
    expect(await page.locator('.cell').count()).toBe(1);
    expect(deletes).toEqual([]);
    expect([await exists(a), await exists(b)]).toEqual([true, true]);
    await page.clock.runFor(3000);
    for (const id of [a, b]) await expect.poll(() => exists(id), { timeout: 15_000 }).toBe(false);
    expect(deletes).toEqual(['"1"', '"1"']);
    expect(await page.locator('.cell').count()).toBe(1);
    await message(page, '2 images deleted.').waitFor({ state: 'detached' });
  });

  it('can be undone: nothing is sent, and all are back', async () => {
    const { page, deletes, remove, a } = await givenSelection();
    await remove();
    await page.clock.runFor(5000);
    await page.getByRole('button', { name: 'Undo' }).click();
    await cellOf(page, 'a.png').waitFor();
    expect(await page.locator('.cell').count()).toBe(3);
    await page.clock.runFor(20_000);
    expect(deletes).toEqual([]);
    expect(await exists(a)).toBe(true);
  });

  it('can be undone by Ctrl+Z, and waits under the pointer', async () => {
    const { page, deletes, remove } = await givenSelection();
    await remove();
    await message(page, '2 images deleted.').hover();
    await page.clock.runFor(30_000);
    expect(deletes).toEqual([]);
    await page.keyboard.press('Control+z');
    await cellOf(page, 'a.png').waitFor();
    expect(await page.locator('.cell').count()).toBe(3);
  });

  it('is done all the same, whole, when the page is left before', async () => {
    const { page, session } = gallery;
    const { client } = session;
    await Promise.all(Array.from({ length: 12 }, (_, at) => client.create({ filename: `${at}.png` })));
    await page.clock.install();
    await page.reload();
    await cellOf(page, '11.png').waitFor();
    await page.getByRole('button', { name: 'Select', exact: true }).click();
    await page.getByRole('button', { name: 'Select all' }).click();
    await page.clock.pauseAt(Date.now() + 3_600_000);
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await message(page, '12 images deleted.').waitFor();
    await page.goto('about:blank');
    const left = async () => (await client.list().next()).value?.metadata.length;
    await expect.poll(left, { timeout: 15_000 }).toBe(0);
  });

  it('brings back what somebody has changed meanwhile, and says so by name', async () => {
    const { page, remove, a, b } = await givenSelection();
    await remove();
    await gallery.session.client.update(b, { title: 'Precious' });
    await page.clock.runFor(11_000);
    await message(page, '1 image not deleted. “b.png”: ').waitFor();
    await cellOf(page, 'Precious').waitFor();
    expect([await exists(a), await exists(b)]).toEqual([false, true]);
  });
});
