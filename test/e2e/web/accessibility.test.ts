import { openAsBlob } from 'node:fs';
import { readFile } from 'node:fs/promises';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium, NO_CHROMIUM } from '../../../tools/browser/chromium.ts';
import { cellOf, chooseFiles, sample, startUpload, tileOf } from '../../../tools/browser/page-session.ts';
import { IN_A_BROWSER } from '../../support/in-a-browser.ts';
import { type PageSession, startPageSession } from '../../support/page-session.ts';

const chromium = findChromium();

const looks = [
  ['light, on a desk', { colorScheme: 'light', viewport: { width: 1280, height: 800 } }],
  ['dark, on a phone', { colorScheme: 'dark', viewport: { width: 360, height: 740 } }],
] as const;

describe.skipIf(!chromium)(chromium ? 'the page works for everyone' : NO_CHROMIUM, IN_A_BROWSER, () => {
  let session: PageSession;
  beforeAll(async () => {
    session = await startPageSession(chromium!);
    for (const name of ['hills.jpg', 'phone.jpg', 'icon.png', 'scan.tif']) {
      await session.client.upload(await openAsBlob(sample(name)), { filename: name, tags: ['sample'] });
    }
    const text = new Blob(['Dear diary, I am no image.']);
    await session.client.upload(text, { filename: 'diary.png' }).catch(() => undefined);
    await session.client.create({ filename: 'waiting.png' });
  });
  afterAll(() => session?.stop());

  /** What axe finds, of any weight, as one line a rule. */
  const findings = async (page: Page): Promise<string[]> => {
    // Colours are judged once nothing fades any more.
    await page.waitForTimeout(600);
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate(() =>
      (globalThis as unknown as { axe: typeof axe }).axe.run(document, {
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      }),
    );
    return [
      ...violations.map(
        ({ id, impact, nodes }) => `${impact} ${id}: ${nodes.map(({ html }) => html).join(' | ')}`,
      ),
      ...(await tooSmall(page)),
    ];
  };
  /** Controls that are hard to hit: smaller than 24 pixels, whatever room there is around them. */
  const tooSmall = (page: Page) =>
    page.locator('button:visible, select:visible, input:visible').evaluateAll((controls) =>
      controls
        .map((control) => ({ control, ...control.getBoundingClientRect().toJSON() }))
        // What is one pixel large is for assistive technology alone.
        .filter(({ width, height }) => Math.min(width, height) < 24 && Math.min(width, height) > 1)
        .map(({ control, width, height }) => `${width} × ${height}: ${control.outerHTML}`),
    );
  const overflow = (page: Page) =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

  describe.each(looks)('%s', (_, look) => {
    it('asking for the key', async () => {
      const page = await session.newTab(look);
      await page.getByLabel('Key', { exact: true }).waitFor();
      expect(await findings(page)).toEqual([]);
      await page.context().close();
    });

    it('the gallery, with pending and refused ones', async () => {
      const page = await session.newUserTab(look);
      await cellOf(page, 'hills.jpg').waitFor();
      expect(await findings(page)).toEqual([]);
      expect(await overflow(page)).toBe(0);
      await page.getByRole('button', { name: 'List view' }).click();
      await page.getByRole('button', { name: 'Select', exact: true }).click();
      await page.getByRole('checkbox', { name: /icon\.png/ }).click();
      await page.getByRole('region', { name: 'Selected images' }).getByText('1 image selected').waitFor();
      expect(await findings(page)).toEqual([]);
      expect(await overflow(page)).toBe(0);
      await page.context().close();
    });

    it('the viewer with the record, and the offer to undo', async () => {
      const page = await session.newUserTab(look);
      await cellOf(page, 'phone.jpg').locator('.cell-open').click();
      await page.locator('.pswp__img').first().waitFor();
      expect(await findings(page)).toEqual([]);
      if (look.viewport.width < 800) await page.getByRole('button', { name: 'Details' }).click();
      await page.getByRole('button', { name: 'Delete' }).click();
      const undo = page.locator('.message.undo').getByRole('button', { name: 'Undo' });
      await undo.focus();
      expect(await findings(page)).toEqual([]);
      await undo.click();
      await page.locator('.message.undo').waitFor({ state: 'detached' });
      await page.context().close();
    });

    it('the picker, empty and with files, and what it sends', async () => {
      const page = await session.newUserTab(look);
      await page.getByRole('button', { name: 'Upload images' }).click();
      await page.locator('.uppy-Dashboard-AddFiles').waitFor();
      expect(await findings(page)).toEqual([]);
      await page.getByRole('button', { name: 'Close Modal' }).click();
      const file = (name: string, buffer: Buffer) => ({ name, mimeType: '', buffer });
      await chooseFiles(page, [
        file('day.gif', await readFile(sample('day.gif'))),
        file(`${'IMG_2026'.repeat(25)}.png`, Buffer.from('no image')),
      ]);
      await page.locator('.uppy-Dashboard-Item').nth(1).waitFor();
      expect(await findings(page)).toEqual([]);
      await startUpload(page);
      await tileOf(page, 'IMG_2026')
        .getByRole('button', { name: /^Remove/ })
        .waitFor();
      expect(await findings(page)).toEqual([]);
      expect(await overflow(page)).toBe(0);
      await page.context().close();
    });
  });

  it('shows no motion to those who asked for none', async () => {
    const page = await session.newUserTab({ reducedMotion: 'reduce' });
    const image = cellOf(page, 'hills.jpg').locator('img');
    expect(await image.evaluate((img) => getComputedStyle(img).transitionDuration)).toBe('0s');
    await page.context().close();
  });
});
