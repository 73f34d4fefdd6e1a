import { openAsBlob } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findChromium, NO_CHROMIUM } from '../../../../tools/browser/chromium.ts';
import { sample } from '../../../../tools/browser/page-session.ts';
import { IN_A_BROWSER } from '../../../support/in-a-browser.ts';
import { GallerySession, openCell } from '../gallery-session.ts';

const chromium = findChromium();

describe.skipIf(!chromium)(chromium ? 'the gallery in the browser' : NO_CHROMIUM, IN_A_BROWSER, () => {
  const gallery = new GallerySession(chromium!);

  it('shows what others upload without being asked, and asks slowly once nothing is pending', async () => {
    const { page, session } = gallery;
    // Its own clock, so that minutes need not pass.
    await page.clock.install();
    await page.reload();
    await page.getByText('No images yet.').waitFor();
    let asked = 0;
    page.on('request', (request) => {
      if (request.method() === 'GET' && request.url().startsWith(session.run.baseUrl)) asked += 1;
    });
    /** Lets the page's time go on until something is seen. */
    const passUntil = (seen: () => Promise<boolean>) =>
      expect
        .poll(
          async () => {
            await page.clock.runFor(5000);
            return seen();
          },
          { timeout: 25_000 },
        )
        .toBe(true);
    const has = (selector: string) => async () => (await page.locator(selector).count()) > 0;
    const { metadata } = await session.client.create({ filename: 'soon.png' });
    await passUntil(has('.cell[data-status=pending]'));
    await session.client.upload(await openAsBlob(sample('icon.png')), { id: metadata.id });
    await passUntil(has('.cell[data-status=ready].shown'));
    await gallery.thumbnailOf(metadata.id);
    for (let second = 0; second < 60; second += 10) await page.clock.runFor(10_000);
    asked = 0;
    for (let second = 0; second < 600; second += 10) await page.clock.runFor(10_000);
    expect(asked).toBeGreaterThan(2);
    expect(asked).toBeLessThan(22);
  });

  it('tells quietly of what is new while the reader is elsewhere, and shows it at the top', async () => {
    const { page, session } = gallery;
    for (let count = 0; count < 30; count += 1) {
      await session.client.create({ filename: `${count}.png` });
    }
    await page.reload();
    await page.locator('.cell').nth(29).waitFor();
    await page.setViewportSize({ width: 600, height: 400 });
    await page.evaluate(() => scrollTo(0, 500));
    for (const filename of ['new-1.png', 'new-2.png', 'new-3.png']) await session.client.create({ filename });
    await page.evaluate(() => dispatchEvent(new Event('focus')));
    const news = page.getByRole('button', { name: '3 new' });
    // By the focus, not by the next poll.
    await news.waitFor({ timeout: 15_000 });
    expect(await page.locator('.cell').count()).toBe(30);
    await news.click();
    await expect.poll(() => page.locator('.cell').count()).toBe(33);
    await news.waitFor({ state: 'hidden' });
    await expect.poll(() => page.evaluate(() => scrollY)).toBe(0);
    expect(await page.locator('.caption > :first-child').first().textContent()).toBe('new-3.png');
  });

  it('notices by Refresh what others have changed and deleted', async () => {
    const { page, session } = gallery;
    const { metadata } = await session.client.create({ filename: 'changed.png' });
    const { metadata: other } = await session.client.create({ filename: 'deleted.png' });
    await page.reload();
    await page.locator('.cell').nth(1).waitFor();
    await session.client.update(metadata.id, { title: 'Another title' });
    await session.client.remove(other.id);
    await page.getByRole('button', { name: 'Refresh' }).click();
    await page.getByText('Up to date: ').waitFor();
    await expect
      .poll(() => page.locator('.caption > :first-child').allTextContents())
      .toEqual(['Another title']);
  });

  it('goes on with a browser that takes itself for offline, and with a clock that is years wrong', async () => {
    const { page, session } = gallery;
    await page.addInitScript(() => Object.defineProperty(navigator, 'onLine', { get: () => false }));
    await page.clock.setFixedTime(new Date('2001-01-01'));
    const { id } = await gallery.givenImage('hills.jpg');
    await gallery.thumbnailOf(id);
    await page.reload();
    await page.locator('.cell.shown img[src*="/thumbnails/"]').waitFor();
    // An answer has come: the banner goes.
    await page.locator('#offline').waitFor({ state: 'hidden' });
    await session.client.create({ filename: 'later.png' });
    await page.evaluate(() => dispatchEvent(new Event('focus')));
    await page.locator('.cell').nth(1).waitFor();
  });

  it('loads more while scrolling, newest first, each record once', async () => {
    const made: string[] = [];
    for (let count = 0; count < 70; count += 1) {
      made.push((await gallery.session.client.create({ filename: `${count}.png` })).metadata.id);
    }
    await gallery.page.reload();
    await gallery.page.locator('.cell').nth(49).waitFor();
    await gallery.page.mouse.wheel(0, 20_000);
    await expect.poll(() => gallery.page.locator('.cell').count(), { timeout: 15_000 }).toBe(70);
    const shown = await gallery.page
      .locator('.cell')
      .evaluateAll((cells) => cells.map(({ dataset }) => dataset.id));
    expect(shown).toEqual(made.reverse());
  });

  it('gives every cell its proportion before the image arrives, so that nothing moves', async () => {
    for (const name of ['hills.jpg', 'phone.jpg', 'day.gif']) await gallery.givenImage(name);
    const waiting: (() => void)[] = [];
    let held = true;
    await gallery.page.route(`${gallery.session.run.s3Endpoint}/**`, async (route) => {
      if (held) await new Promise<void>((resolve) => waiting.push(resolve));
      await route.continue();
    });
    await gallery.page.reload();
    await gallery.page.locator('.cell').nth(2).waitFor();
    const boxes = () =>
      gallery.page.locator('.frame').evaluateAll((frames) =>
        frames.map((frame) => {
          const { x, y, width, height } = frame.getBoundingClientRect();
          return [x, y, width, height].map(Math.round);
        }),
      );
    const before = await boxes();
    expect(await gallery.page.locator('.cell.shown').count()).toBe(0);
    held = false;
    for (const release of waiting) release();
    await expect.poll(() => gallery.page.locator('.cell.shown').count(), { timeout: 15_000 }).toBe(3);
    expect(await boxes()).toEqual(before);
    const [, portrait] = before;
    expect(portrait![2]! / portrait![3]!).toBeCloseTo(800 / 1200, 1);
  });

  it('shows thumbnails as they come, and one in place of what the browser cannot decode', async () => {
    const { id } = await gallery.session.client
      .create({ filename: 'scan.tif' })
      .then(({ metadata }) => metadata);
    await gallery.page.evaluate(() => dispatchEvent(new Event('online')));
    await gallery.page.locator('.cell[data-status=pending]').waitFor();
    await gallery.session.client.upload(await openAsBlob(sample('scan.tif')), { id });
    const image = gallery.page.locator('.cell.shown:not(.unshowable) img');
    await image.waitFor({ timeout: 20_000 });
    expect(await image.getAttribute('src')).toContain('/thumbnails/');
    await openCell(gallery.page, 'scan.tif');
    await gallery.page.getByText('This browser cannot show the original; this is its thumbnail.').waitFor();
    const shown = gallery.page
      .locator('.pswp__img[src*="/thumbnails/"]:not(.pswp__img--placeholder)')
      .first();
    await expect.poll(() => shown.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBeGreaterThan(0);
  });

  it('filters by status and tag', async () => {
    await gallery.givenImage('icon.png', { tags: ['a'] });
    await gallery.givenImage('day.gif', { tags: ['a', 'b'] });
    await gallery.session.client.create({ filename: 'waiting.png', tags: ['b'] });
    const names = async () =>
      (await gallery.page.locator('.caption > :first-child').allTextContents()).join(' ');
    await gallery.page.getByLabel('Status').selectOption('ready');
    await expect.poll(names).toBe('day.gif icon.png');
    await gallery.page.getByLabel('Tag').fill('b');
    await expect.poll(names).toBe('day.gif');
    await gallery.page.getByLabel('Status').selectOption('');
    await expect.poll(names).toBe('waiting.png day.gif');
    await gallery.page.getByLabel('Tag').fill('nothing has this');
    await gallery.page.getByText('No image fits the filter.').waitFor();
  });

  it('shows a rotated photo upright, with the numbers of what is seen', async () => {
    await gallery.givenImage('phone.jpg');
    await gallery.page.reload();
    await openCell(gallery.page, 'phone.jpg');
    const image = gallery.page.locator('.pswp__img:not(.pswp__img--placeholder)').first();
    await expect
      .poll(() => image.evaluate((img: HTMLImageElement) => [img.naturalWidth, img.naturalHeight]))
      .toEqual([800, 1200]);
    const { width, height } = (await image.boundingBox())!;
    expect(width / height).toBeCloseTo(800 / 1200, 2);
    await gallery.page.getByText('800 × 1200 pixels').waitFor();
    await gallery.page.getByText('Technical details').click();
    await gallery.page.getByText('1200 × 800 pixels').waitFor();
    await gallery.page.getByText('turned right by 90°').waitFor();
  });
});
