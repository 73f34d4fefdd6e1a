import axe from 'axe-core';
import type { Page, Route } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { findChromium, NO_CHROMIUM } from '../../../../tools/browser/chromium.ts';
import { cellOf, sumOf, tileOf } from '../../../../tools/browser/page-session.ts';
import { IN_A_BROWSER } from '../../../support/in-a-browser.ts';
import { eventually, UploadSession } from '../upload-session.ts';

const chromium = findChromium();

describe.skipIf(!chromium)(
  chromium ? 'the states of uploads, in the gallery' : NO_CHROMIUM,
  IN_A_BROWSER,
  () => {
    const uploads = new UploadSession(chromium!);
    const { records, ready, sum, inState, upload, png, onUploads, diary } = uploads;
    let page: Page;
    beforeEach(() => {
      page = uploads.page;
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

    it('tell how much of a file has left while it is sent', async () => {
      const { page: tab } = uploads;
      const line = await tab.context().newCDPSession(tab);
      const slow = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 60_000 };
      await line.send('Network.enable');
      await line.send('Network.emulateNetworkConditions', slow);
      const file = await png('large.png');
      await upload({ ...file, buffer: Buffer.concat([file.buffer, Buffer.alloc(400_000)]) });
      const tile = inState('sending', 'large.png');
      await tile.getByText(/^[1-9]\d*(\.\d)? KB of 4\d\d KB$/).waitFor();
      const share = await tile
        .getByRole('progressbar', { name: 'large.png, sent' })
        .evaluate(({ value, max }: HTMLProgressElement) => value / max);
      expect(share).toBeGreaterThan(0);
      expect(share).toBeLessThan(1);
      await line.send('Network.emulateNetworkConditions', { ...slow, uploadThroughput: -1 });
      await ready('large.png');
    });

    it('offer no Cancel while a file is inspected: there is nothing left to cancel', async () => {
      const held: Route[] = [];
      let inspected = false;
      await page.route(`${uploads.session.run.baseUrl}/metadata/*`, (route) =>
        inspected || route.request().method() !== 'GET' ? route.continue() : held.push(route),
      );
      await upload(await png('sent.png'));
      const tile = inState('inspecting', 'sent.png');
      await tile.getByText('being inspected').waitFor();
      expect(await tile.getByRole('button').count()).toBe(0);
      await sum('0 of 1 uploaded, 1 being inspected');
      await eventually(() => held.length).toBeGreaterThan(0);
      inspected = true;
      for (const route of held) await route.continue();
      await ready('sent.png');
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

    it('leave the focus where a person has put it since the dialog was sent', async () => {
      await upload(diary);
      await page.getByRole('searchbox').focus();
      await sum('0 of 1 uploaded, 1 refused');
      await page.getByRole('dialog', { name: 'Upload images' }).waitFor({ state: 'hidden' });
      expect(await page.evaluate(() => document.activeElement?.getAttribute('type'))).toBe('search');
    });

    // 640 is a desk at a zoom of 200 %.
    it.each([320, 390, 640, 768, 1280])(
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
