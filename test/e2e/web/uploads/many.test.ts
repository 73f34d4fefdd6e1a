import type { Page } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Metadata } from '../../../../client/types.ts';
import { findChromium, NO_CHROMIUM } from '../../../../tools/browser/chromium.ts';
import { giveKey, startUpload, sumOf } from '../../../../tools/browser/page-session.ts';
import { generatedPng } from '../../../../tools/smoke/smoke-image.ts';
import { IN_A_BROWSER } from '../../../support/in-a-browser.ts';
import { eventually, UploadSession } from '../upload-session.ts';

const chromium = findChromium();
/** Run by hand with 300, which take a minute and more. */
const COUNT = 40;
const FILES = Array.from({ length: COUNT }, (_, at) => ({
  name: `${String(at).padStart(3, '0')}.png`,
  base64: Buffer.from(generatedPng(4 + (at % 8), 5)).toString('base64'),
}));

describe.skipIf(!chromium)(chromium ? 'many files dropped at once' : NO_CHROMIUM, IN_A_BROWSER, () => {
  const uploads = new UploadSession(chromium!);
  let page: Page;
  beforeEach(() => {
    page = uploads.page;
  });

  /** All records, whatever their state. */
  const all = async (): Promise<Metadata[]> => {
    const records: Metadata[] = [];
    for await (const { metadata } of uploads.session.client.list({ limit: 100 })) records.push(...metadata);
    return records;
  };

  const drop = (tab: Page) =>
    tab.evaluate((files) => {
      const data = new DataTransfer();
      for (const { name, base64 } of files) {
        const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
        data.items.add(new File([bytes], name, { type: 'image/png' }));
      }
      const event = { bubbles: true, cancelable: true, dataTransfer: data };
      document.body.dispatchEvent(new DragEvent('dragover', event));
      document.body.dispatchEvent(new DragEvent('drop', event));
    }, FILES);

  it('go up with one sum, by batches, and none is lost when the tab is closed half-way and they are dropped again', async () => {
    const batches: number[] = [];
    const context = page.context();
    context.on('request', (request) => {
      if (request.method() !== 'POST' || !request.url().includes('/metadata')) return;
      const { records } = request.postDataJSON() as { records?: unknown[] };
      if (!/batch_/.test(request.url())) batches.push(records?.length ?? 1);
    });
    await drop(page);
    await startUpload(page);
    await sumOf(page)
      .getByText(/^(?:[1-9]\d) of \d+ uploaded/)
      .waitFor();
    await page.close();

    const tab = await context.newPage();
    uploads.page = tab;
    await tab.goto(page.url());
    await giveKey(tab, uploads.session.run.apiKey).catch(() => undefined);
    await sumOf(tab)
      .getByText(/left unfinished/)
      .waitFor();
    const before = new Set((await all()).filter(({ isUploaded }) => isUploaded).map(({ id }) => id));
    await drop(tab);
    await startUpload(tab);
    await sumOf(tab)
      .getByText(`${COUNT} of ${COUNT} uploaded`, { exact: true })
      .waitFor({ timeout: 120_000 });

    const pending = async () => (await all()).filter(({ isUploaded }) => !isUploaded);
    await eventually(pending).toEqual([]);
    const records = await all();
    expect(new Set(records.map(({ filename }) => filename)).size).toBe(COUNT);
    // What was accepted stays what it was.
    for (const id of before) expect(records.map((record) => record.id)).toContain(id);
    // One by one it would be one request a record.
    expect(Math.max(...batches)).toBeLessThanOrEqual(54);
    expect(batches.length).toBeLessThan(batches.reduce((sum, size) => sum + size, 0) / 1.5);
  }, 300_000);
});
