import { createHash, randomBytes } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Metadata } from '../../client/types.ts';
import type { NewRecord } from '../../client/upload.ts';
import { findChromium, NO_CHROMIUM } from '../../tools/browser/chromium.ts';
import { cellOf, chooseFiles, sample, startUpload } from '../../tools/browser/page-session.ts';
import { engines } from '../support/engines.ts';
import { type PageSession, startPageSession } from '../support/page-session.ts';

const chromium = findChromium();

describe.skipIf(!chromium)(chromium ? 'the gallery and the viewer in the browser' : NO_CHROMIUM, () => {
  let session: PageSession;
  let page: Page;
  beforeAll(async () => {
    session = await startPageSession(chromium!);
  });
  beforeEach(async () => {
    for await (const { metadata } of session.client.list()) {
      await Promise.all(metadata.map(({ id }) => session.client.remove(id)));
    }
    page = await session.newUserTab();
  });
  afterEach(async () => {
    await page.context().close();
    expect(session.faults).toEqual([]);
  });
  afterAll(() => session?.stop());

  const givenImage = async (name: string, record: NewRecord = {}): Promise<Metadata> => {
    const { metadata } = await session.client.upload(await openAsBlob(sample(name)), {
      filename: name,
      ...record,
    });
    return metadata;
  };
  const thumbnailOf = (id: string) =>
    expect
      .poll(async () => (await session.client.get(id)).metadata.thumbhash, { timeout: 20_000 })
      .toBeTruthy();
  const openCell = async (tab: Page, name: string) => {
    await cellOf(tab, name).getByRole('button').click();
    await tab.getByRole('complementary', { name: 'Details' }).waitFor();
  };
  const rename = async (tab: Page, title: string) => {
    await tab.getByLabel('Title').fill(title);
    await tab.getByRole('button', { name: 'Save' }).click();
  };

  it('shows what others upload without being asked, and asks no more once nothing is pending', async () => {
    let lists = 0;
    page.on('request', (request) => {
      if (request.method() === 'GET' && request.url().startsWith(session.run.baseUrl)) lists += 1;
    });
    const { metadata } = await session.client.create({ filename: 'soon.png' });
    await page.evaluate(() => dispatchEvent(new Event('online')));
    await page.locator('.cell[data-status=pending]').waitFor();
    await session.client.upload(await openAsBlob(sample('icon.png')), { id: metadata.id });
    await page.locator('.cell[data-status=ready].shown').waitFor();
    await thumbnailOf(metadata.id);
    await page.evaluate(() => dispatchEvent(new Event('online')));
    expect(lists).toBeGreaterThan(1);
    await page.waitForTimeout(500);
    lists = 0;
    await page.waitForTimeout(3000);
    expect(lists).toBe(0);
  });

  it('loads more while scrolling, newest first, each record once', async () => {
    const made: string[] = [];
    for (let count = 0; count < 70; count += 1) {
      made.push((await session.client.create({ filename: `${count}.png` })).metadata.id);
    }
    await page.reload();
    await page.locator('.cell').nth(49).waitFor();
    await page.mouse.wheel(0, 20_000);
    await expect.poll(() => page.locator('.cell').count(), { timeout: 15_000 }).toBe(70);
    const shown = await page.locator('.cell').evaluateAll((cells) => cells.map(({ dataset }) => dataset.id));
    expect(shown).toEqual(made.reverse());
  });

  it('gives every cell its proportion before the image arrives, so that nothing moves', async () => {
    for (const name of ['hills.jpg', 'phone.jpg', 'day.gif']) await givenImage(name);
    const waiting: (() => void)[] = [];
    let held = true;
    await page.route(`${session.run.s3Endpoint}/**`, async (route) => {
      if (held) await new Promise<void>((resolve) => waiting.push(resolve));
      await route.continue();
    });
    await page.reload();
    await page.locator('.cell').nth(2).waitFor();
    const boxes = () =>
      page.locator('.frame').evaluateAll((frames) =>
        frames.map((frame) => {
          const { x, y, width, height } = frame.getBoundingClientRect();
          return [x, y, width, height].map(Math.round);
        }),
      );
    const before = await boxes();
    expect(await page.locator('.cell.shown').count()).toBe(0);
    held = false;
    for (const release of waiting) release();
    await expect.poll(() => page.locator('.cell.shown').count(), { timeout: 15_000 }).toBe(3);
    expect(await boxes()).toEqual(before);
    const [, portrait] = before;
    expect(portrait![2]! / portrait![3]!).toBeCloseTo(800 / 1200, 1);
  });

  it('shows thumbnails as they come, and one in place of what the browser cannot decode', async () => {
    const { id } = await session.client.create({ filename: 'scan.tif' }).then(({ metadata }) => metadata);
    await page.evaluate(() => dispatchEvent(new Event('online')));
    await page.locator('.cell[data-status=pending]').waitFor();
    await session.client.upload(await openAsBlob(sample('scan.tif')), { id });
    const image = page.locator('.cell.shown:not(.unshowable) img');
    await image.waitFor({ timeout: 20_000 });
    expect(await image.getAttribute('src')).toContain('/thumbnails/');
    await openCell(page, 'scan.tif');
    await page.getByText('This browser cannot show the original; this is its thumbnail.').waitFor();
    const shown = page.locator('.pswp__img[src*="/thumbnails/"]:not(.pswp__img--placeholder)').first();
    await expect.poll(() => shown.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBeGreaterThan(0);
  });

  it('filters by status and tag', async () => {
    await givenImage('icon.png', { tags: ['a'] });
    await givenImage('day.gif', { tags: ['a', 'b'] });
    await session.client.create({ filename: 'waiting.png', tags: ['b'] });
    const names = async () => (await page.locator('.caption > :first-child').allTextContents()).join(' ');
    await page.getByLabel('Status').selectOption('ready');
    await expect.poll(names).toBe('day.gif icon.png');
    await page.getByLabel('Tag').fill('b');
    await expect.poll(names).toBe('day.gif');
    await page.getByLabel('Status').selectOption('');
    await expect.poll(names).toBe('waiting.png day.gif');
    await page.getByLabel('Tag').fill('nothing has this');
    await page.getByText('No image fits the filter.').waitFor();
  });

  it('shows a rotated photo upright, with the numbers of what is seen', async () => {
    await givenImage('phone.jpg');
    await page.reload();
    await openCell(page, 'phone.jpg');
    const image = page.locator('.pswp__img:not(.pswp__img--placeholder)').first();
    await expect
      .poll(() => image.evaluate((img: HTMLImageElement) => [img.naturalWidth, img.naturalHeight]))
      .toEqual([800, 1200]);
    const { width, height } = (await image.boundingBox())!;
    expect(width / height).toBeCloseTo(800 / 1200, 2);
    await page.getByText('800 × 1200 pixels').waitFor();
    await page.getByText('1200 × 800 pixels').waitFor();
    await page.getByText('6 (turned right by 90°)').waitFor();
  });

  it('stretches no WebP whose EXIF the browser ignores', async () => {
    const picture = sharp({ create: { width: 600, height: 400, channels: 3, background: 'teal' } });
    const bytes = await picture.webp().withMetadata({ orientation: 6 }).toBuffer();
    const filename = 'lying.webp';
    const { metadata } = await session.client.upload(new Blob([new Uint8Array(bytes)]), { filename });
    expect(metadata).toMatchObject({ width: 400, height: 600, orientation: 6 });
    await page.reload();
    await openCell(page, filename);
    const image = page.locator('.pswp__img:not(.pswp__img--placeholder)').first();
    const ratio = async () => {
      const box = await image.boundingBox();
      return box ? Math.round((box.width / box.height) * 100) / 100 : 0;
    };
    await expect.poll(ratio).toBe(1.5);
    await page.getByText('400 × 600 pixels').waitFor();
  });

  it('shows a conflict of two tabs with both versions, and writes the one that is chosen', async () => {
    const { id } = await givenImage('icon.png', { title: 'Before' });
    await page.reload();
    const other = await session.newUserTab();
    await openCell(page, 'Before');
    await openCell(other, 'Before');
    await rename(page, 'Mine');
    await page.getByText('Saved.').waitFor();

    await rename(other, 'Theirs, in the other tab');
    const dialog = other.getByRole('dialog', { name: 'Changed meanwhile' });
    expect(await dialog.getByRole('row', { name: /Title/ }).textContent()).toMatch(
      /Mine.*Theirs, in the other tab/,
    );
    await dialog.getByRole('button', { name: 'Keep theirs' }).click();
    await other.getByText('Left as it was.').waitFor();
    expect(await other.getByLabel('Title').inputValue()).toBe('Mine');

    await rename(page, 'Mine again');
    await expect.poll(async () => (await session.client.get(id)).metadata.title).toBe('Mine again');
    await rename(other, 'Theirs after all');
    await dialog.getByRole('button', { name: 'Write mine' }).click();
    await expect.poll(async () => (await session.client.get(id)).metadata.title).toBe('Theirs after all');
    await other.context().close();
  });

  it('merges edits of different fields without asking', async () => {
    const { id } = await givenImage('icon.png', { title: 'Before', tags: ['old'] });
    await page.reload();
    await openCell(page, 'Before');
    await session.client.update(id, { tags: { add: ['theirs'] } });
    await page.getByLabel('Tags, separated by commas').fill('old, mine');
    await rename(page, 'After');
    await page.getByText('Saved.').waitFor();
    expect((await session.client.get(id)).metadata).toMatchObject({
      title: 'After',
      tags: ['mine', 'old', 'theirs'],
    });
  });

  it('tags, replaces and downloads an image', async () => {
    const { id } = await givenImage('icon.png', { title: 'Grüße' });
    await page.reload();
    await openCell(page, 'Grüße');
    await page.getByLabel('Tags, separated by commas').fill('one, two,, one');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved.').waitFor();
    await page.locator('.panel input[type=file]').setInputFiles(sample('hills.jpg'));
    await page.getByText('The image was replaced.').waitFor();
    await page.getByText('1600 × 900 pixels').waitFor();
    const { metadata } = await session.client.get(id);
    expect(metadata).toMatchObject({ tags: ['one', 'two'], contentVersion: 2, contentType: 'image/jpeg' });
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download' }).click();
    expect((await downloading).suggestedFilename()).toBe('Grüße.jpg');
  });

  it('hashes a large file off the main thread, and declares the result', async () => {
    const pixels = randomBytes(1000 * 900 * 3);
    const buffer = await sharp(pixels, { raw: { width: 1000, height: 900, channels: 3 } })
      .png({ compressionLevel: 0 })
      .toBuffer();
    const worker = page.waitForEvent('worker');
    await chooseFiles(page, [{ name: 'large.png', mimeType: 'image/png', buffer }]);
    await startUpload(page);
    expect((await worker).url()).toMatch(/hash\.worker/);
    await page.locator('.cell[data-status=ready]').waitFor();
    const [record] = (await session.client.list().next()).value!.metadata;
    expect(record).toMatchObject({
      size: buffer.length,
      // RGW verifies no checksum, and has none to tell.
      ...(!engines.real && { sha256: createHash('sha256').update(buffer).digest('hex') }),
    });
  });

  it('tells what is wrong with a replacement, and keeps the image', async () => {
    const { id } = await givenImage('icon.png');
    await page.reload();
    await openCell(page, 'icon.png');
    const text = { name: 'x.png', mimeType: 'image/png', buffer: Buffer.from('Dear diary') };
    await page.locator('.panel input[type=file]').setInputFiles(text);
    await page.locator('.message.fault').filter({ hasText: 'This is no image' }).waitFor();
    expect((await session.client.get(id)).metadata).toMatchObject({ status: 'ready', contentVersion: 1 });
  });

  it('deletes after asking, and puts the focus back into the gallery', async () => {
    const { id } = await givenImage('icon.png');
    await givenImage('day.gif');
    await page.reload();
    await openCell(page, 'icon.png');
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('button', { name: 'Keep' }).click();
    expect((await session.client.get(id)).metadata.id).toBe(id);
    await page.getByRole('button', { name: 'Delete' }).click();
    await page
      .getByRole('dialog', { name: 'Delete this image?' })
      .getByRole('button', { name: 'Delete' })
      .click();
    await cellOf(page, 'icon.png').waitFor({ state: 'detached' });
    await page.locator('.pswp').waitFor({ state: 'detached' });
    await expect(session.client.get(id)).rejects.toMatchObject({ status: 404 });
    expect(await page.locator('.cell').count()).toBe(1);
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('gallery');
  });

  it('says that it is offline, and catches up when the connection is back', async () => {
    await page.context().setOffline(true);
    await page.getByText('You are offline.').waitFor();
    await givenImage('icon.png');
    await page.getByLabel('Tag').fill('x');
    await page.getByText('The service cannot be reached.').waitFor();
    await page.getByLabel('Tag').fill('');
    await page.context().setOffline(false);
    await page.getByText('You are offline.').waitFor({ state: 'hidden' });
    await page.locator('.cell.shown').waitFor();
  });

  it('does everything by keyboard', async () => {
    await givenImage('icon.png');
    await givenImage('day.gif');
    await page.reload();
    await cellOf(page, 'day.gif').waitFor();
    const press = async (...keys: string[]) => {
      for (const key of keys) await page.keyboard.press(key);
    };
    await press('Tab', 'Enter', 'Tab');
    const focused = () => page.evaluate(() => document.activeElement?.textContent);
    expect(await focused()).toMatch(/^day\.gif, 240 by 135 pixels/);
    await press('Enter');
    await page.locator('.panel h2').filter({ hasText: 'day.gif' }).waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.className)).toMatch(/pswp/);
    await press('ArrowRight');
    await page.locator('.panel h2').filter({ hasText: 'icon.png' }).waitFor();
    await page.getByLabel('Title').focus();
    await press('ArrowRight', 'x', 'z', 'Enter');
    await expect.poll(async () => (await session.client.list().next()).value!.metadata[1]!.title).toBe('xz');
    await page.getByText('Saved.').waitFor();
    await press('Escape');
    await page.locator('.pswp').waitFor({ state: 'detached' });
    await expect.poll(focused).toMatch(/^xz, 256 by 256 pixels/);
  });
});
