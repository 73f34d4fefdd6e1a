import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Page, Route } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findChromium, NO_CHROMIUM } from '../../../../tools/browser/chromium.ts';
import {
  cellOf,
  chooseFiles,
  sample,
  startUpload,
  sumOf,
  tileOf,
} from '../../../../tools/browser/page-session.ts';
import { IN_A_BROWSER } from '../../../support/in-a-browser.ts';
import { type PageSession, startPageSession } from '../../../support/page-session.ts';

const chromium = findChromium();

const eventually = <Value>(read: () => Value | Promise<Value>) => expect.poll(read, { timeout: 20_000 });

const diary = { name: 'diary.png', mimeType: 'image/png', buffer: Buffer.from('Dear diary, I am no image.') };

describe.skipIf(!chromium)(
  chromium ? 'the states of uploads, in the gallery' : NO_CHROMIUM,
  IN_A_BROWSER,
  () => {
    let session: PageSession;
    let page: Page;
    beforeAll(async () => {
      session = await startPageSession(chromium!, { page: { maxUploadBytes: 500_000 } });
    });
    beforeEach(async () => {
      await session.empty();
      page = await session.newUserTab();
    });
    afterEach(async () => {
      await page.context().close();
      expect(session.faults).toEqual([]);
    });
    afterAll(() => session?.stop());

    const records = async () => (await session.client.list().next()).value!.metadata;
    const ready = (name: string) => cellOf(page, name).and(page.locator('[data-status=ready]')).waitFor();
    const inState = (state: string, name: string) =>
      tileOf(page, name).and(page.locator(`[data-state=${state}]`));
    const sum = (words: string) => sumOf(page).getByText(words, { exact: true }).waitFor();
    const png = async (name: string) => ({
      name,
      mimeType: 'image/png',
      buffer: await readFile(sample('icon.png')),
    });
    const upload = async (...files: Parameters<typeof chooseFiles>[1] & { name: string }[]) => {
      await chooseFiles(page, files);
      await startUpload(page);
    };
    /** Answers the uploads of bytes, of the page that is open now. */
    const onUploads = (handle: (route: Route) => unknown) =>
      page.route(`${session.run.s3Endpoint}/**`, async (route) => {
        if (route.request().method() === 'PUT') await handle(route);
        else await route.continue();
      });

    it('are true for each file: one that is refused makes no batch fail, has no Retry, and goes with its record', async () => {
      await upload(await png('good.png'), diary, await png('fine.png'));
      await sum('2 of 3 uploaded, 1 refused');
      await ready('good.png');
      await ready('fine.png');
      const tile = inState('refused', 'diary.png');
      await tile.getByText(/This is no image/).waitFor();
      expect(await tile.getByRole('button').allTextContents()).toEqual(['Remove']);
      // Not beside its tile.
      expect(await cellOf(page, 'diary.png').count()).toBe(0);
      await tile.getByRole('button', { name: 'Remove diary.png' }).click();
      await sum('2 of 2 uploaded');
      await eventually(async () => (await records()).map(({ filename }) => filename).sort()).toEqual([
        'fine.png',
        'good.png',
      ]);
      expect(await cellOf(page, 'diary.png').count()).toBe(0);
    });

    it('go on while more is added, with the dialog closed', async () => {
      const held: Route[] = [];
      await onUploads((route) => (held.length === 0 ? held.push(route) : route.continue()));
      await upload(await png('slow.png'));
      await eventually(() => held.length).toBe(1);
      await page.getByRole('dialog', { name: 'Upload images' }).waitFor({ state: 'hidden' });
      await page.getByRole('progressbar', { name: 'slow.png, sent' }).waitFor();
      await upload(await png('quick.png'));
      await ready('quick.png');
      await sum('1 of 2 uploaded, 1 being sent');
      await held[0]!.continue();
      await ready('slow.png');
      await sum('2 of 2 uploaded');
      expect(await page.locator('#uploads .upload').count()).toBe(0);
      await page.getByRole('status').filter({ hasText: '2 of 2 uploaded' }).waitFor();
    });

    it('wait for a connection that is lost while bytes are sent, and go on by themselves', async () => {
      let lost = true;
      await onUploads((route) => (lost ? route.abort('internetdisconnected') : route.continue()));
      await upload(await png('patient.png'));
      await inState('offline', 'patient.png').getByText('Waiting for the connection…').waitFor();
      await sum('0 of 1 uploaded, 1 waiting for the connection');
      lost = false;
      await ready('patient.png');
      await sum('1 of 1 uploaded');
      expect(await records()).toHaveLength(1);
    });

    it('wait for the network as a whole, and go on when it is back', async () => {
      await chooseFiles(page, await Promise.all(['a.png', 'b.png', 'c.png', 'd.png', 'e.png'].map(png)));
      await page.context().setOffline(true);
      await startUpload(page);
      await inState('offline', 'a.png').getByText('Waiting for the connection…').waitFor();
      await page.context().setOffline(false);
      await sum('5 of 5 uploaded');
      expect((await records()).map(({ status }) => status)).toEqual(Array(5).fill('ready'));
    });

    it('are not told as failed when the connection is lost during the inspection', async () => {
      let lost = true;
      await page.route(`${session.run.baseUrl}/metadata/*`, (route) =>
        lost && route.request().method() === 'GET' ? route.abort('internetdisconnected') : route.continue(),
      );
      await upload(await png('patient.png'), diary);
      for (const name of ['patient.png', 'diary.png']) {
        await inState('offline', name).getByText('Waiting for the connection…').waitFor();
      }
      lost = false;
      await sum('1 of 2 uploaded, 1 refused');
      await ready('patient.png');
      await inState('refused', 'diary.png').waitFor();
    });

    it('do not wait for a browser that wrongly takes itself to be offline, nor for one that keeps nothing', async () => {
      await page.addInitScript(() => {
        const blocked = () => {
          throw new DOMException('blocked', 'SecurityError');
        };
        Object.defineProperty(navigator, 'onLine', { get: () => false });
        for (const name of ['indexedDB', 'localStorage'])
          Object.defineProperty(globalThis, name, { get: blocked });
      });
      await page.reload();
      await upload(await png('stuck.png'));
      await ready('stuck.png');
      await sum('1 of 1 uploaded');
    });

    it('say of a file that changed on the disk just this, and take it anew with its title and tags', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'image-intake-changed-'));
      const path = join(folder, 'changing.png');
      await writeFile(path, await readFile(sample('icon.png')));
      await chooseFiles(page, [path]);
      await page.getByRole('button', { name: /^Edit file/ }).click();
      await page.getByLabel('Title').last().fill('Before and after');
      await page.getByLabel('Tags').last().fill('kept');
      await page.getByRole('button', { name: 'Save changes' }).click();
      await writeFile(path, Buffer.concat([await readFile(sample('icon.png')), Buffer.from('more')]));
      await startUpload(page);
      const tile = inState('unreadable', 'Before and after');
      await tile.getByText(/was changed, moved or deleted/).waitFor();
      expect(await tile.getByRole('button').allTextContents()).toEqual(['Choose the file again', 'Remove']);
      const chooser = page.waitForEvent('filechooser');
      await tile.getByRole('button', { name: 'Choose the file again Before and after' }).click();
      await (await chooser).setFiles(path);
      await ready('Before and after');
      expect(await records()).toMatchObject([{ title: 'Before and after', tags: ['kept'], status: 'ready' }]);
      await rm(folder, { recursive: true });
    });

    it('that failed are all sent again by one button', async () => {
      let down = true;
      const headers = { 'access-control-allow-origin': '*' };
      await onUploads((route) =>
        down
          ? route.fulfill({
              status: 403,
              headers,
              body: '<Error><Code>Odd</Code><Message>odd</Message></Error>',
            })
          : route.continue(),
      );
      await upload(await png('one.png'), await png('two.png'));
      await sum('0 of 2 uploaded, 2 failed');
      down = false;
      await page.getByRole('button', { name: 'Retry 2 failed' }).click();
      await ready('one.png');
      await ready('two.png');
      expect(await records()).toHaveLength(2);
      await page.getByRole('button', { name: 'Clear' }).click();
      await sumOf(page).waitFor({ state: 'hidden' });
    });

    it('name each file that the picker does not take, with the plain reason, in one message', async () => {
      const file = (name: string, size: number) => ({ name, mimeType: '', buffer: Buffer.alloc(size) });
      await chooseFiles(page, [file('nothing', 0), file('huge.jpg', 500_001), await png('fine.png')]);
      const message = page.locator('.message.fault');
      await message
        .getByText('Not taken: nothing (it is empty), huge.jpg (it is larger than 500 KB).')
        .waitFor();
      expect(await message.count()).toBe(1);
      await page.locator('.uppy-Dashboard-Item').getByText('fine.png').waitFor();
      expect(await page.locator('.uppy-Dashboard-Item').count()).toBe(1);
    });

    it.each([
      [390, 740],
      [1280, 800],
    ])('keep clear of the picker’s main button, and within reach, at %i by %i', async (width, height) => {
      await page.setViewportSize({ width, height });
      const empty = (i: number) => ({
        name: `${'N'.repeat(240)}${i}`,
        mimeType: '',
        buffer: Buffer.alloc(0),
      });
      const messages = page.locator('.message.fault');
      const input = page.locator('.uppy-Dashboard-input').first();
      await chooseFiles(
        page,
        Array.from({ length: 25 }, (_, i) => empty(i)),
      );
      await messages.getByText(/and 20 more\.$/).waitFor();
      for (let count = 2; count <= 5; count += 1) {
        await input.setInputFiles([empty(count)]);
        await messages.nth(count - 1).waitFor();
      }
      await input.setInputFiles([await png('fine.png')]);
      // A trial: whether the middle of the button is its own.
      await page.locator('.uppy-StatusBar-actionBtn--upload').click({ trial: true });
      const box = (await page.locator('#messages').boundingBox())!;
      expect(box.y).toBeGreaterThanOrEqual(0);
      expect(box.y + box.height).toBeLessThanOrEqual(height / 2 + 16);
      const dismiss = messages.getByRole('button', { name: 'Dismiss' });
      for (let left = await dismiss.count(); left > 0; left -= 1) await dismiss.first().click();
      await startUpload(page);
      await sum('1 of 1 uploaded');
    });

    it('can be mended where a tag is refused, by the picker or by the service', async () => {
      const giveTags = async (tags: string) => {
        await page.getByRole('button', { name: /^Edit file/ }).click();
        await page.getByLabel('Tags').last().fill(tags);
        await page.getByRole('button', { name: 'Save changes' }).click();
      };
      await chooseFiles(page, [await png('tagged.png')]);
      await giveTags(`fine, ${'q'.repeat(80)}`);
      await startUpload(page);
      await page.getByText(/^tagged\.png: The tag “.*q….*” must have at most 64 characters\.$/).waitFor();
      await giveTags('fine, strange');
      let refusing = true;
      await page.route(`${session.run.baseUrl}/metadata`, (route) => {
        if (!refusing || route.request().method() !== 'POST') return route.continue();
        refusing = false;
        const errors = [{ path: 'tags.1', message: 'must have at most 4 characters' }];
        return route.fulfill({
          status: 400,
          headers: { 'access-control-allow-origin': '*' },
          json: { code: 'ValidationFailed', errors },
        });
      });
      await startUpload(page);
      await inState('refused', 'tagged.png')
        .getByText('The tag “strange” must have at most 4 characters.')
        .waitFor();
      await page.getByRole('button', { name: 'Edit tagged.png', exact: true }).click();
      await giveTags('fine');
      await startUpload(page);
      await sum('1 of 1 uploaded');
      expect(await records()).toMatchObject([{ filename: 'tagged.png', tags: ['fine'] }]);
    });

    it('name a folder that is dropped, and take the files beside it', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'image-intake-folder-'));
      const devtools = await page.context().newCDPSession(page);
      const data = { items: [], files: [folder, sample('icon.png')], dragOperationsMask: 1 };
      for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
        await devtools.send('Input.dispatchDragEvent', { type, x: 600, y: 600, data });
      }
      await page.getByText(/^Not taken: image-intake-folder-.* \(it is a folder: open it/).waitFor();
      await page.locator('.uppy-Dashboard-Item').getByText('icon.png').waitFor();
      await rm(folder, { recursive: true });
    });

    it('leave the focus on the page when the tile that has it goes', async () => {
      await upload(diary, { ...diary, name: 'diary-2.png' });
      await sum('0 of 2 uploaded, 2 refused');
      await page.getByRole('button', { name: 'Remove diary.png' }).press('Enter');
      await tileOf(page, 'diary.png').waitFor({ state: 'detached' });
      const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
      expect(await focused()).toBe('Remove diary-2.png');
      await page.getByRole('button', { name: 'Remove diary-2.png' }).press('Enter');
      await tileOf(page, 'diary-2.png').waitFor({ state: 'detached' });
      expect(await focused()).toBe('Images');
    });

    it.each([320, 390, 768, 1280])(
      'fit on %d pixels with any name, and every button can be tapped',
      async (width) => {
        await page.setViewportSize({ width, height: 740 });
        const names = [`${'x'.repeat(120)}.png`, `${'שלום'.repeat(30)}.png`, `${'👩‍👩‍👧‍👦'.repeat(20)}.png`];
        await onUploads(() => undefined);
        await upload(...(await Promise.all(names.map(png))), { ...diary, name: `${'d'.repeat(120)}.png` });
        await sum('0 of 4 uploaded, 4 being sent');
        const small = () =>
          page
            .locator('.uploads button:visible')
            .evaluateAll((buttons) =>
              buttons
                .map((button) => ({ ...button.getBoundingClientRect().toJSON(), text: button.textContent }))
                .filter(
                  ({ left, right, height, width }) =>
                    left < 0 || right > innerWidth || height < 44 || width < 44,
                ),
            );
        const overflow = () =>
          page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        expect(await small()).toEqual([]);
        expect(await overflow()).toBe(0);
        await page.getByRole('button', { name: 'Pause all' }).click();
        await sum('0 of 4 uploaded, 4 paused');
        expect(await small()).toEqual([]);
        expect(await overflow()).toBe(0);
        await page.evaluate(axe.source);
        const { violations } = await page.evaluate(() =>
          (globalThis as unknown as { axe: typeof axe }).axe.run('.uploads'),
        );
        expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
      },
    );
  },
);
