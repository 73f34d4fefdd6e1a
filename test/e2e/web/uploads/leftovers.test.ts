import type { BrowserContext, Page } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { findChromium, NO_CHROMIUM } from '../../../../tools/browser/chromium.ts';
import {
  chooseFiles,
  giveKey,
  sample,
  startUpload,
  sumOf,
  tileOf,
} from '../../../../tools/browser/page-session.ts';
import { IN_A_BROWSER } from '../../../support/in-a-browser.ts';
import { eventually, UploadSession } from '../upload-session.ts';
import { kept } from './kept.ts';

const chromium = findChromium();

describe.skipIf(!chromium)(chromium ? 'uploads of a page that is left' : NO_CHROMIUM, IN_A_BROWSER, () => {
  const uploads = new UploadSession(chromium!);
  const { records, names, ready, png } = uploads;
  let page: Page;
  let context: BrowserContext;
  /** Whether S3 is out of reach: the bytes are held, and their page is left meanwhile. */
  let held: boolean;
  let questions: string[];
  beforeEach(async () => {
    page = uploads.page;
    context = page.context();
    held = true;
    questions = [];
    await context.route(`${uploads.session.run.s3Endpoint}/**`, (route) =>
      held && route.request().method() === 'PUT' ? undefined : route.continue(),
    );
  });

  const left = (tab: Page, name: string) => uploads.inState('left', name, tab);
  const asked = (tab: Page, leave: boolean) =>
    tab.on('dialog', (dialog) => {
      questions.push(dialog.type());
      void (leave ? dialog.accept() : dialog.dismiss());
    });
  const begin = async (padding = 0) => {
    const file = await png('left.png');
    await uploads.upload({ ...file, buffer: Buffer.concat([file.buffer, Buffer.alloc(padding)]) });
    await eventually(names).toEqual(['left.png']);
    await page.getByRole('progressbar', { name: 'left.png, sent' }).waitFor();
  };
  const openTab = async () => {
    const tab = await context.newPage();
    tab.setDefaultTimeout(25_000);
    await tab.goto(page.url());
    await giveKey(tab, uploads.session.run.apiKey);
    return tab;
  };

  it('are asked about while they are unfinished, and only then', async () => {
    asked(page, false);
    await begin();
    await page.evaluate(() => location.reload());
    await eventually(() => questions).toEqual(['beforeunload']);
    await page.getByRole('button', { name: 'Cancel left.png' }).click();
    await sumOf(page).getByText('0 of 1 uploaded, 1 cancelled').waitFor();
    await page.reload();
    expect(questions).toEqual(['beforeunload']);
    await eventually(names).toEqual([]);
  });

  it('lose the record that has no image, are offered on return, and are sent when they are resumed', async () => {
    asked(page, true);
    // Playwright lets no request out that outlives its page, where it looks at any: the line is slow instead.
    await context.unrouteAll();
    const line = await context.newCDPSession(page);
    const slow = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 8000 };
    await line.send('Network.enable');
    await line.send('Network.emulateNetworkConditions', slow);
    await begin(300_000);
    await page.reload();
    await eventually(names).toEqual([]);
    await line.send('Network.emulateNetworkConditions', { ...slow, uploadThroughput: -1 });
    const tile = left(page, 'left.png');
    await tile.getByRole('button', { name: 'Resume left.png' }).waitFor();
    await sumOf(page).getByText('1 upload was left unfinished').waitFor();
    await tile.getByRole('button', { name: 'Resume left.png' }).click();
    await ready('left.png');
    expect(await records()).toMatchObject([{ filename: 'left.png', contentVersion: 1 }]);
    await eventually(() => kept(page)).toEqual([0, 0]);
    await page.reload();
    await ready('left.png');
    expect(await tileOf(page, 'left.png').count()).toBe(0);
  });

  it('go on with the same record when it could not be removed', async () => {
    asked(page, true);
    await context.route(`${uploads.session.run.baseUrl}/metadata/*`, (route) =>
      route.request().method() === 'DELETE' ? route.abort() : route.continue(),
    );
    await begin();
    const [before] = await records();
    await page.reload();
    held = false;
    await left(page, 'left.png').getByRole('button', { name: 'Resume left.png' }).click();
    await ready('left.png');
    expect(await records()).toMatchObject([{ id: before!.id, contentVersion: 1 }]);
  });

  it('are removed with what is left of them', async () => {
    asked(page, true);
    let cut = true;
    await context.route(`${uploads.session.run.baseUrl}/metadata/*`, (route) =>
      cut && route.request().method() === 'DELETE' ? route.abort() : route.continue(),
    );
    await begin();
    await page.reload();
    cut = false;
    expect(await names()).toEqual(['left.png']);
    await left(page, 'left.png').getByRole('button', { name: 'Remove left.png' }).click();
    await tileOf(page, 'left.png').waitFor({ state: 'detached' });
    await eventually(names).toEqual([]);
    await eventually(() => kept(page)).toEqual([0, 0]);
  });

  it('are removed with the record whose answer the page did not wait for', async () => {
    asked(page, true);
    await context.route(`${uploads.session.run.baseUrl}/metadata`, (route) =>
      route.request().method() === 'POST' ? route.fetch() : route.continue(),
    );
    await chooseFiles(page, [sample('icon.png')]);
    await startUpload(page);
    await eventually(names).toEqual(['icon.png']);
    await page.reload();
    await context.unroute(`${uploads.session.run.baseUrl}/metadata`);
    await left(page, 'icon.png').getByRole('button', { name: 'Remove icon.png' }).click();
    await tileOf(page, 'icon.png').waitFor({ state: 'detached' });
    await eventually(names).toEqual([]);
    await eventually(() => kept(page)).toEqual([0, 0]);
  });

  it('ask for the file again where the browser could not keep it, and keep title and tags', async () => {
    asked(page, true);
    await page.evaluate(() => {
      const put = IDBObjectStore.prototype.put;
      IDBObjectStore.prototype.put = function (value, key) {
        if (value instanceof Blob) throw new DOMException('full', 'QuotaExceededError');
        return put.call(this, value, key);
      };
    });
    await chooseFiles(page, [sample('icon.png')]);
    await page.getByRole('button', { name: /^Edit file/ }).click();
    await page.getByLabel('Title').last().fill('An icon');
    await page.getByRole('button', { name: 'Save changes' }).click();
    await startUpload(page);
    await page.getByRole('progressbar', { name: 'An icon, sent' }).waitFor();
    await eventually(names).toEqual(['icon.png']);
    await page.reload();
    held = false;
    const tile = left(page, 'An icon');
    await tile.getByText('The browser could not keep the file.').waitFor();
    const chooser = page.waitForEvent('filechooser');
    await tile.getByRole('button', { name: 'Choose the file again An icon' }).click();
    await (await chooser).setFiles(sample('hills.jpg'));
    await ready('An icon');
    await eventually(async () => (await records()).map(({ filename, title }) => [filename, title])).toEqual([
      ['hills.jpg', 'An icon'],
    ]);
  });

  it('are not offered while their tab lives, and are resumed by one tab alone', async () => {
    const before = await openTab();
    await begin();
    const others = [before, await openTab()];
    for (const tab of others)
      await tab
        .getByText(/No images yet|1 image/)
        .first()
        .waitFor();
    // It was there ahead of the upload, and looks again.
    await before.evaluate(() => dispatchEvent(new Event('focus')));
    // They have found it, and wait for the end of its page.
    const waiting = (tab: Page) =>
      tab.evaluate(async () => (await navigator.locks.query()).pending!.map(({ clientId }) => clientId));
    await eventually(async () => new Set(await waiting(before)).size).toBe(2);
    for (const tab of others) expect(await tileOf(tab, 'left.png').count()).toBe(0);
    await page.close({ runBeforeUnload: false });
    for (const tab of others) await left(tab, 'left.png').waitFor();
    held = false;
    for (const tab of others) await tab.getByRole('button', { name: 'Resume left.png' }).click();
    for (const tab of others) await tileOf(tab, 'left.png').waitFor({ state: 'detached' });
    await expect
      .poll(async () =>
        Promise.all(others.map((tab) => tab.getByText('Another tab goes on with it').count())).then(
          (counts) => counts.sort(),
        ),
      )
      .toEqual([0, 1]);
    await eventually(async () => (await records()).map(({ status }) => status)).toEqual(['ready']);
    const sums = await Promise.all(others.map((tab) => sumOf(tab).textContent()));
    expect(sums.filter((words) => words === '1 of 1 uploaded')).toHaveLength(1);
  });
});
