import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { findChromium, NO_CHROMIUM } from '../../../../tools/browser/chromium.ts';
import { cellOf, sample } from '../../../../tools/browser/page-session.ts';
import { IN_A_BROWSER } from '../../../support/in-a-browser.ts';
import { act, bar, check, SelectionSession, selected } from './selection-session.ts';

const chromium = findChromium();

describe.skipIf(!chromium)(
  chromium ? 'what is done to many in the browser' : NO_CHROMIUM,
  IN_A_BROWSER,
  () => {
    const gallery = new SelectionSession(chromium!);

    it('tags and untags, and says truly what failed, by name and reason', async () => {
      const { client } = gallery.session;
      const full = Array.from({ length: 50 }, (_, at) => `tag ${at}`);
      const { metadata } = await client.create({ filename: 'full.png', tags: full });
      await gallery.givenRecords(2);
      const { page } = gallery;
      await cellOf(page, '0.png').getByRole('button').focus();
      await page.keyboard.press('Control+a');
      await bar(page).getByText('3 images selected').waitFor();
      await page.getByRole('combobox', { name: 'Tag for the selected images' }).fill('sea');
      await act(page, 'Add tag');
      await page
        .locator('.message.fault')
        .filter({ hasText: /2 of 3 tagged “sea”; 1 failed: “full\.png”: / })
        .waitFor();
      expect((await client.get(metadata.id)).metadata.tags).toHaveLength(50);
      const tagged = async () => (await client.list({ tag: 'sea' }).next()).value!.metadata.length;
      await expect.poll(tagged).toBe(2);
      // Still selected, for the next step.
      await bar(page).getByText('3 images selected').waitFor();
      const { value: now } = await client.list().next();
      await client.remove(now!.metadata.find(({ filename }) => filename === '1.png')!.id);
      await act(page, 'Remove tag');
      await page
        .locator('.message.fault')
        .filter({
          hasText: /1 of 3 untagged “sea”; 1 needed no change; 1 failed: “1\.png”: .*no longer there/,
        })
        .waitFor();
      await expect.poll(tagged).toBe(0);
      await cellOf(page, '1.png').waitFor({ state: 'detached' });
      await bar(page).getByText('2 images selected').waitFor();
      // Keys are for what lies over the gallery.
      const picker = page.getByRole('dialog', { name: 'Upload images' });
      await page.getByRole('button', { name: 'Upload images' }).click();
      await picker.waitFor();
      await check(page, '0.png').evaluate((box: HTMLInputElement) => box.click());
      await page.keyboard.press('Control+a');
      await page.keyboard.press('Escape');
      await picker.waitFor({ state: 'hidden' });
      expect(await selected(page)).toEqual(['full.png']);
    });

    it('can be stopped half-way, and says how far it came', async () => {
      await gallery.givenRecords(9);
      const { page } = gallery;
      let puts = 0;
      let release: () => void = () => undefined;
      const held = new Promise<void>((resolve) => {
        release = resolve;
      });
      await page.route(`${gallery.session.run.baseUrl}/metadata/*`, async (route) => {
        if (route.request().method() === 'PUT' && ++puts > 4) await held;
        await route.continue().catch(() => undefined);
      });
      await cellOf(page, '0.png').getByRole('button').focus();
      await page.keyboard.press('Control+a');
      await page.getByRole('combobox', { name: 'Tag for the selected images' }).fill('sea');
      await act(page, 'Add tag');
      await bar(page).getByText('4 of 9…').waitFor();
      await act(page, 'Stop');
      await page.getByText('4 of 9 tagged “sea”; stopped before 5 others.').waitFor();
      release();
    });

    it('copies links that work, and says how long', async () => {
      await gallery.givenImage('icon.png');
      await gallery.givenImage('day.gif');
      await gallery.givenRecords(1);
      const { page } = gallery;
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
      await cellOf(page, 'icon.png').getByRole('button').focus();
      await page.keyboard.press('Control+a');
      await act(page, 'Copy links');
      await page
        .locator('.message')
        .filter({
          hasText: /2 of 3 copied; 1 failed: “0\.png”: It has no image yet\..* They work for \d+ minutes\./,
        })
        .waitFor();
      const lines = (await page.evaluate(() => navigator.clipboard.readText())).split('\n');
      expect(lines).toHaveLength(2);
      const types = await Promise.all(
        lines.map(async (url) => (await fetch(url)).headers.get('content-type')),
      );
      expect(types).toEqual(['image/gif', 'image/png']);
    });

    it('downloads under the names of the images', async () => {
      await gallery.givenImage('icon.png', { title: 'Grüße' });
      await gallery.givenImage('day.gif');
      const { page } = gallery;
      await page.reload();
      await cellOf(page, 'Grüße').getByRole('button').focus();
      await page.keyboard.press('Control+a');
      const names: string[] = [];
      page.on('download', async (download) => {
        names.push(download.suggestedFilename());
        const bytes = await readFile(await download.path());
        if (download.suggestedFilename() === 'Grüße.png')
          expect(bytes).toEqual(await readFile(sample('icon.png')));
      });
      await act(page, 'Download');
      await page.getByText('2 images downloaded.').waitFor();
      await expect.poll(() => names.sort()).toEqual(['Grüße.png', 'day.gif']);
    });
  },
);
