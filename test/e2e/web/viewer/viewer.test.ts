import { createHash, randomBytes } from 'node:crypto';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { findChromium, NO_CHROMIUM } from '../../../../tools/browser/chromium.ts';
import { cellOf, chooseFiles, sample, startUpload } from '../../../../tools/browser/page-session.ts';
import { engines } from '../../../support/engines.ts';
import { IN_A_BROWSER } from '../../../support/in-a-browser.ts';
import { GallerySession, openCell } from '../gallery-session.ts';

const chromium = findChromium();

describe.skipIf(!chromium)(chromium ? 'the viewer in the browser' : NO_CHROMIUM, IN_A_BROWSER, () => {
  const gallery = new GallerySession(chromium!);
  const rename = async (tab: Page, title: string) => {
    await tab.getByLabel('Title').fill(title);
    await tab.getByRole('button', { name: 'Save' }).click();
  };

  it('shows a conflict of two tabs with both versions, and writes the one that is chosen', async () => {
    const { id } = await gallery.givenImage('icon.png', { title: 'Before' });
    await gallery.page.reload();
    const other = await gallery.session.newUserTab();
    await openCell(gallery.page, 'Before');
    await openCell(other, 'Before');
    await rename(gallery.page, 'Mine');
    await gallery.page.getByText('Saved.').waitFor();

    await rename(other, 'Theirs, in the other tab');
    const dialog = other.getByRole('dialog', { name: 'Changed meanwhile' });
    expect(await dialog.getByRole('row', { name: /Title/ }).textContent()).toMatch(
      /Mine.*Theirs, in the other tab/,
    );
    await dialog.getByRole('button', { name: 'Keep theirs' }).click();
    await other.getByText('Left as it was.').waitFor();
    expect(await other.getByLabel('Title').inputValue()).toBe('Mine');

    await rename(gallery.page, 'Mine again');
    await expect.poll(async () => (await gallery.session.client.get(id)).metadata.title).toBe('Mine again');
    await rename(other, 'Theirs after all');
    await dialog.getByRole('button', { name: 'Write mine' }).click();
    await expect
      .poll(async () => (await gallery.session.client.get(id)).metadata.title)
      .toBe('Theirs after all');
    await other.context().close();
  });

  it('merges edits of different fields without asking', async () => {
    const { id } = await gallery.givenImage('icon.png', { title: 'Before', tags: ['old'] });
    await gallery.page.reload();
    await openCell(gallery.page, 'Before');
    await gallery.session.client.update(id, { tags: { add: ['theirs'] } });
    await gallery.page.getByLabel('Tags, separated by commas').fill('old, mine');
    await rename(gallery.page, 'After');
    await gallery.page.getByText('Saved.').waitFor();
    expect((await gallery.session.client.get(id)).metadata).toMatchObject({
      title: 'After',
      tags: ['mine', 'old', 'theirs'],
    });
  });

  it('tags, replaces and downloads an image', async () => {
    const { id } = await gallery.givenImage('icon.png', { title: 'Grüße' });
    await gallery.page.reload();
    await openCell(gallery.page, 'Grüße');
    await gallery.page.getByLabel('Tags, separated by commas').fill('one, two,, one');
    await gallery.page.getByRole('button', { name: 'Save' }).click();
    await gallery.page.getByText('Saved.').waitFor();
    await gallery.page.locator('.panel input[type=file]').setInputFiles(sample('hills.jpg'));
    await gallery.page.getByText('The image of “⁨Grüße⁩” was replaced.').waitFor();
    await gallery.page.getByText('1600 × 900 pixels (1.4 megapixels)').waitFor();
    const { metadata } = await gallery.session.client.get(id);
    expect(metadata).toMatchObject({ tags: ['one', 'two'], contentVersion: 2, contentType: 'image/jpeg' });
    // What is typed and not saved is no reason to ask, for the page stays.
    const asked: string[] = [];
    gallery.page.on('dialog', (dialog) => {
      asked.push(dialog.type());
      void dialog.accept();
    });
    await gallery.page.getByLabel('Title').fill('draft');
    const downloading = gallery.page.waitForEvent('download');
    await gallery.page.getByRole('button', { name: 'Download' }).click();
    expect((await downloading).suggestedFilename()).toBe('Grüße.jpg');
    const storage = `${gallery.session.run.s3Endpoint}/**`;
    await gallery.page.route(storage, (route) => route.fulfill({ status: 503, body: '<Error/>' }));
    await gallery.page.getByRole('button', { name: 'Download' }).click();
    await gallery.page.getByText('was not downloaded. The storage did not give it.').waitFor();
    expect(await gallery.page.getByLabel('Title').inputValue()).toBe('draft');
    expect(asked).toEqual([]);
  });

  it('hashes a large file off the main thread, and declares the result', async () => {
    const pixels = randomBytes(1000 * 900 * 3);
    const buffer = await sharp(pixels, { raw: { width: 1000, height: 900, channels: 3 } })
      .png({ compressionLevel: 0 })
      .toBuffer();
    const worker = gallery.page.waitForEvent('worker');
    await chooseFiles(gallery.page, [{ name: 'large.png', mimeType: 'image/png', buffer }]);
    await startUpload(gallery.page);
    expect((await worker).url()).toMatch(/hash\.worker/);
    await gallery.page.locator('.cell[data-status=ready]').waitFor();
    const [record] = (await gallery.session.client.list().next()).value!.metadata;
    expect(record).toMatchObject({
      size: buffer.length,
      // RGW verifies no checksum, and has none to tell.
      ...(!engines.real && { sha256: createHash('sha256').update(buffer).digest('hex') }),
    });
  });

  it('tells what is wrong with a replacement, and keeps the image', async () => {
    const { id } = await gallery.givenImage('icon.png');
    await gallery.page.reload();
    await openCell(gallery.page, 'icon.png');
    const text = { name: 'x.png', mimeType: 'image/png', buffer: Buffer.from('Dear diary') };
    await gallery.page.locator('.panel input[type=file]').setInputFiles(text);
    await gallery.page.locator('.message.fault').filter({ hasText: 'This is no image' }).waitFor();
    expect((await gallery.session.client.get(id)).metadata).toMatchObject({
      status: 'ready',
      contentVersion: 1,
    });
  });

  it('deletes without asking, and puts the focus back into the gallery', async () => {
    const { id } = await gallery.givenImage('icon.png');
    await gallery.givenImage('day.gif');
    await gallery.page.reload();
    await openCell(gallery.page, 'icon.png');
    await gallery.page.getByRole('button', { name: 'Delete' }).click();
    await cellOf(gallery.page, 'icon.png').waitFor({ state: 'detached' });
    await gallery.page.locator('.panel h2').filter({ hasText: 'day.gif' }).waitFor();
    await expect
      .poll(() => gallery.session.client.get(id).catch(({ status }) => status), { timeout: 20_000 })
      .toBe(404);
    await gallery.page.getByRole('button', { name: 'Delete' }).click();
    await gallery.page.locator('.pswp').waitFor({ state: 'detached' });
    expect(await gallery.page.locator('.cell').count()).toBe(0);
    await expect.poll(() => gallery.page.evaluate(() => document.activeElement?.id)).toBe('gallery');
  });

  it('says that it is offline, and catches up when the connection is back', async () => {
    await gallery.page.context().setOffline(true);
    await gallery.page.getByText('You seem to be offline.').waitFor();
    await gallery.givenImage('icon.png');
    await gallery.page.getByLabel('Tag').fill('x');
    await gallery.page.getByText('The service cannot be reached.').waitFor();
    await gallery.page.getByLabel('Tag').fill('');
    await gallery.page.context().setOffline(false);
    await gallery.page.getByText('You seem to be offline.').waitFor({ state: 'hidden' });
    await gallery.page.locator('.cell.shown').waitFor();
  });

  it('does everything by keyboard', async () => {
    await gallery.givenImage('icon.png');
    await gallery.givenImage('day.gif');
    await gallery.page.reload();
    await cellOf(gallery.page, 'day.gif').waitFor();
    const press = async (...keys: string[]) => {
      for (const key of keys) await gallery.page.keyboard.press(key);
    };
    await press('Tab', 'Enter', 'Tab');
    const focused = () => gallery.page.evaluate(() => document.activeElement?.textContent);
    expect(await focused()).toMatch(/^day\.gif, 240 by 135 pixels/);
    await press('Enter');
    await gallery.page.locator('.panel h2').filter({ hasText: 'day.gif' }).waitFor();
    await expect.poll(() => gallery.page.evaluate(() => document.activeElement?.className)).toMatch(/pswp/);
    await press('ArrowRight');
    await gallery.page.locator('.panel h2').filter({ hasText: 'icon.png' }).waitFor();
    await gallery.page.getByLabel('Title').focus();
    await press('ArrowRight', 'x', 'z', 'Enter');
    await expect
      .poll(async () => (await gallery.session.client.list().next()).value!.metadata[1]!.title)
      .toBe('xz');
    await gallery.page.getByText('Saved.').waitFor();
    await press('Escape');
    await gallery.page.locator('.pswp').waitFor({ state: 'detached' });
    await expect.poll(focused).toMatch(/^xz, 256 by 256 pixels/);
  });
});
