import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { findChromium, NO_CHROMIUM } from '../../../../tools/browser/chromium.ts';
import { cellOf } from '../../../../tools/browser/page-session.ts';
import { IN_A_BROWSER } from '../../../support/in-a-browser.ts';
import { GallerySession, openCell } from '../gallery-session.ts';

const chromium = findChromium();

describe.skipIf(!chromium)(chromium ? 'finding images in the browser' : NO_CHROMIUM, IN_A_BROWSER, () => {
  const gallery = new GallerySession(chromium!);
  const find = (page: Page) => page.getByRole('searchbox', { name: 'Find' });
  const names = (page: Page) => page.locator('.caption > :first-child').allTextContents();

  it('filters as one types, over name, title and tags, whatever case and accents', async () => {
    const { client } = gallery.session;
    await client.create({ filename: 'IMG_1.png', title: 'Das Böot' });
    await client.create({ filename: 'boot.png' });
    await client.create({ filename: 'IMG_2.png', tags: ['BOO\u0308TE'] });
    await client.create({ filename: 'IMG_3.png' });
    const { page } = gallery;
    await page.reload();
    await cellOf(page, 'IMG_3').waitFor();
    await find(page).pressSequentially('boot');
    await expect.poll(() => names(page)).toEqual(['IMG_2.png', 'boot.png', 'Das Böot']);
    await page.getByText('3 found in all 4 images').waitFor();
    await find(page).fill('img_2 boo');
    await expect.poll(() => names(page)).toEqual(['IMG_2.png']);
    await find(page).fill('nothing like it');
    await page.getByText('Nothing found in all 4 images').waitFor();
  });

  it('searches further page by page until something is found, says how far, and can be stopped', async () => {
    const { client } = gallery.session;
    await client.create({ filename: 'needle.png' });
    for (let at = 0; at < 160; at += 10) {
      await Promise.all(
        Array.from({ length: 10 }, (_, one) => client.create({ filename: `${at + one}.png` })),
      );
    }
    const { page } = gallery;
    await page.reload();
    await page.locator('.cell').nth(49).waitFor();
    await find(page).fill('needle');
    await page.getByText(/^Nothing found in \d+ images, looked back to /).waitFor();
    await page.getByRole('button', { name: 'Search further' }).click();
    await cellOf(page, 'needle').waitFor();
    await page.getByText('1 found in all 161 images').waitFor();
    await page.getByRole('button', { name: 'Search further' }).waitFor({ state: 'hidden' });

    await page.reload();
    await page.getByText('Nothing found in 50 images').waitFor();
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route(/cursor=/, async (route) => {
      await held;
      await route.continue();
    });
    await page.getByRole('button', { name: 'Search further' }).click();
    await page.getByRole('button', { name: 'Stop searching' }).click();
    release();
    await page.getByText('Nothing found in 100 images').waitFor();
    await page.getByRole('button', { name: 'Search further' }).waitFor();
  });

  it('shows the oldest first, and offers the tags that are known', async () => {
    const { client } = gallery.session;
    await client.create({ filename: 'first.png', tags: ['sea', 'boat'] });
    await client.create({ filename: 'second.png', tags: ['sea'] });
    const { page } = gallery;
    await page.reload();
    await expect.poll(() => names(page)).toEqual(['second.png', 'first.png']);
    await page.getByLabel('Order').selectOption('oldest');
    await expect.poll(() => names(page)).toEqual(['first.png', 'second.png']);
    const tags = await page
      .locator('#known-tags option')
      .evaluateAll((options) => options.map((option) => (option as HTMLOptionElement).value));
    expect(tags).toEqual(['boat', 'sea']);
    expect(await page.getByRole('combobox', { name: 'Tag' }).getAttribute('list')).toBe('known-tags');
  });

  it('lists images with columns, two lines on a phone, and opens and selects them as ever', async () => {
    await gallery.givenImage('icon.png', { title: 'Boat', tags: ['sea'] });
    const { page } = gallery;
    await page.reload();
    await page.getByRole('button', { name: 'List view' }).click();
    const row = cellOf(page, 'Boat');
    for (const text of ['icon.png', 'PNG', '256 × 256', 'sea']) {
      await row.locator('.columns').getByText(text, { exact: true }).waitFor();
    }
    await page.locator('#column-names').getByText('Dimensions').waitFor();
    const lines = () =>
      row.locator('.columns > span').evaluateAll((spans) => {
        const shown = spans.filter((span) => span.getClientRects().length > 0);
        return new Set(shown.map((span) => Math.round(span.getBoundingClientRect().top))).size;
      });
    expect(await lines()).toBe(1);
    await page.getByRole('checkbox', { name: 'Select Boat' }).click();
    await page.getByText('1 image selected').waitFor();
    await page.keyboard.press('Escape');
    await page.setViewportSize({ width: 360, height: 740 });
    expect(await lines()).toBe(1);
    const caption = (await row.locator('.caption bdi').boundingBox())!;
    const columns = (await row.locator('.columns').boundingBox())!;
    expect(columns.y).toBeGreaterThanOrEqual(caption.y + caption.height - 4);
    await page.setViewportSize({ width: 1280, height: 800 });
    await openCell(page, 'Boat');
  });
});
