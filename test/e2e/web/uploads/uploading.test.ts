import { readFile } from 'node:fs/promises';
import type { Page, Route } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { findChromium, NO_CHROMIUM } from '../../../../tools/browser/chromium.ts';
import { cellOf, chooseFiles, sample, startUpload, tileOf } from '../../../../tools/browser/page-session.ts';
import { engines } from '../../../support/engines.ts';
import { IN_A_BROWSER } from '../../../support/in-a-browser.ts';
import { UploadSession } from '../upload-session.ts';

const chromium = findChromium();

describe.skipIf(!chromium)(
  chromium ? 'uploading in the browser, under chaos' : NO_CHROMIUM,
  IN_A_BROWSER,
  () => {
    const uploads = new UploadSession(chromium!, { chaos: true, page: { maxUploadBytes: 500_000 } });
    const { records, ready } = uploads;
    let page: Page;
    beforeEach(() => {
      page = uploads.page;
    });

    it('takes five files of different types that are dropped on the page, names the rest’s faults', async () => {
      const names = ['hills.jpg', 'day.gif', 'icon.png', 'day.webp', 'scan.tif'];
      const files = await Promise.all(
        names.map(async (name) => ({ name, base64: (await readFile(sample(name))).toString('base64') })),
      );
      files.push({ name: 'diary.png', base64: Buffer.from('Dear diary, I am no image.').toString('base64') });
      files.push({ name: 'huge.jpg', base64: Buffer.alloc(600_000).toString('base64') });
      await page.evaluate((dropped) => {
        const types: Record<string, string> = {
          jpg: 'image/jpeg',
          gif: 'image/gif',
          png: 'image/png',
          webp: 'image/webp',
          tif: 'image/tiff',
        };
        const data = new DataTransfer();
        for (const { name, base64 } of dropped) {
          const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
          data.items.add(new File([bytes], name, { type: types[name.split('.')[1]!]! }));
        }
        const event = { bubbles: true, cancelable: true, dataTransfer: data };
        document.body.dispatchEvent(new DragEvent('dragover', event));
        document.body.dispatchEvent(new DragEvent('drop', event));
      }, files);
      await page
        .locator('.message')
        .filter({ hasText: 'Not taken: huge.jpg (it is larger than 500 KB).' })
        .waitFor();
      expect(await page.locator('.uppy-Dashboard-Item').count()).toBe(6);
      await startUpload(page);
      for (const name of names) await ready(name);
      await tileOf(page, 'diary.png')
        .and(page.locator('[data-state=refused]'))
        .getByText(/This is no image, whatever its name says/)
        .waitFor();
      const metadata = await records();
      const facts = metadata.map(({ filename, status, contentType }) => [filename, status, contentType]);
      expect(facts.sort()).toEqual([
        ['day.gif', 'ready', 'image/gif'],
        ['day.webp', 'ready', 'image/webp'],
        ['diary.png', 'rejected', undefined],
        ['hills.jpg', 'ready', 'image/jpeg'],
        ['icon.png', 'ready', 'image/png'],
        ['scan.tif', 'ready', 'image/tiff'],
      ]);
      // RGW verifies no checksums, so no record there has one.
      expect(metadata.filter(({ sha256 }) => sha256).length).toBe(engines.real ? 0 : 5);
    });

    it('goes on with the others when one is cancelled, whose record goes with it', async () => {
      const held: Route[] = [];
      await page.route(`${uploads.session.run.s3Endpoint}/**`, (route) => {
        const request = route.request();
        if (request.method() === 'PUT' && /\.png\?/.test(request.url())) held.push(route);
        else return route.continue();
        return undefined;
      });
      const buffer = await readFile(sample('icon.png'));
      await chooseFiles(page, [
        { name: 'cancelled.png', mimeType: 'image/png', buffer },
        { name: 'kept.webp', mimeType: 'image/webp', buffer: await readFile(sample('hills.webp')) },
      ]);
      await startUpload(page);
      await expect.poll(() => held.length, { timeout: 15_000 }).toBe(1);
      await ready('kept.webp');
      expect((await records()).map(({ filename }) => filename)).toContain('cancelled.png');
      await tileOf(page, 'cancelled.png').getByRole('button', { name: 'Cancel cancelled.png' }).click();
      await tileOf(page, 'cancelled.png').waitFor({ state: 'detached' });
      await expect
        .poll(async () => (await records()).map(({ filename }) => filename), { timeout: 20_000 })
        .not.toContain('cancelled.png');
      expect(await cellOf(page, 'cancelled.png').count()).toBe(0);
    });

    it('pauses an upload, and resumes it under the same ticket', async () => {
      const urls: string[] = [];
      await page.route(`${uploads.session.run.s3Endpoint}/**`, (route) => {
        if (route.request().method() !== 'PUT') return route.continue();
        urls.push(route.request().url());
        return urls.length > 1 ? route.continue() : undefined;
      });
      await chooseFiles(page, [
        { name: 'paused.png', mimeType: 'image/png', buffer: await readFile(sample('icon.png')) },
      ]);
      await startUpload(page);
      await expect.poll(() => urls.length, { timeout: 15_000 }).toBe(1);
      await page.getByRole('button', { name: 'Pause paused.png' }).click();
      await page.getByRole('button', { name: 'Resume paused.png' }).click();
      await ready('paused.png');
      expect(new Set(urls.map((url) => new URL(url).pathname)).size).toBe(1);
      const { value } = await uploads.session.client.list().next();
      expect(value!.metadata.filter(({ filename }) => filename === 'paused.png')).toHaveLength(1);
    });

    it('makes an unfit file name fit, keeps the original as title, and takes tags', async () => {
      const buffer = await readFile(sample('day.gif'));
      await chooseFiles(page, [{ name: 'Sonnenaufgang über Zürich.gif', mimeType: 'image/gif', buffer }]);
      await page.getByRole('button', { name: /^Edit file/ }).click();
      await page.getByLabel('Tags').last().fill('dawn, city');
      await page.getByRole('button', { name: 'Save changes' }).click();
      await startUpload(page);
      await ready('Sonnenaufgang über Zürich.gif');
      const { value } = await uploads.session.client.list({ tag: 'dawn' }).next();
      expect(value!.metadata[0]).toMatchObject({
        filename: 'Sonnenaufgang_uber_Zurich.gif',
        title: 'Sonnenaufgang über Zürich.gif',
        tags: ['city', 'dawn'],
      });
    });

    it('takes images whatever their names and types say', async () => {
      await chooseFiles(page, [
        { name: 'no-ending', mimeType: '', buffer: await readFile(sample('hills.jpg')) },
        { name: 'wrong-ending.jpg', mimeType: 'image/jpeg', buffer: await readFile(sample('day.webp')) },
        { name: 'not-even.txt', mimeType: 'text/plain', buffer: await readFile(sample('icon.png')) },
        { name: 'any.gif', mimeType: 'image/*', buffer: await readFile(sample('hills.avif')) },
      ]);
      await startUpload(page);
      for (const name of ['no-ending', 'wrong-ending.jpg', 'not-even.txt', 'any.gif']) await ready(name);
      const { value } = await uploads.session.client.list({ limit: 4 }).next();
      expect(value!.metadata.map(({ filename, contentType }) => [filename, contentType]).sort()).toEqual([
        ['any.gif', 'image/avif'],
        ['no-ending', 'image/jpeg'],
        ['not-even.txt', 'image/png'],
        ['wrong-ending.jpg', 'image/webp'],
      ]);
    });
  },
);
