import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { findChromium, NO_CHROMIUM } from '../../../../tools/browser/chromium.ts';
import { chooseFiles, sample, startUpload } from '../../../../tools/browser/page-session.ts';
import { IN_A_BROWSER } from '../../../support/in-a-browser.ts';
import { UploadSession } from '../upload-session.ts';

const chromium = findChromium();

describe.skipIf(!chromium)(chromium ? 'the picker of files' : NO_CHROMIUM, IN_A_BROWSER, () => {
  const uploads = new UploadSession(chromium!, { page: { maxUploadBytes: 500_000 } });
  const { records, ready, sum, inState, png } = uploads;
  let page: Page;
  beforeEach(() => {
    page = uploads.page;
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

  it('take the same file twice as the one that is there, with what was said of it, and say nothing', async () => {
    await chooseFiles(page, [sample('icon.png')]);
    await page.getByRole('button', { name: /^Edit file/ }).click();
    await page.getByLabel('Title').last().fill('Said already');
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.locator('.uppy-DashboardContent-addMore').click();
    const input = page.locator('.uppy-Dashboard-input').first();
    await input.setInputFiles([sample('icon.png'), sample('day.gif')]);
    await page.locator('.uppy-Dashboard-Item').getByText('day.gif').waitFor();
    expect(await page.locator('.uppy-Dashboard-Item').count()).toBe(2);
    expect(await page.locator('.uppy-Informer p, .message').allTextContents()).toEqual([]);
    await startUpload(page);
    await sum('2 of 2 uploaded');
    const titles = (await records()).map(({ filename, title }) => [filename, title]);
    expect(titles.sort()).toEqual([
      ['day.gif', undefined],
      ['icon.png', 'Said already'],
    ]);
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
    await page.route(`${uploads.session.run.baseUrl}/metadata`, (route) => {
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
});
