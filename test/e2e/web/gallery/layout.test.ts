import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium, NO_CHROMIUM } from '../../../../tools/browser/chromium.ts';
import { IN_A_BROWSER } from '../../../support/in-a-browser.ts';
import { type PageSession, startPageSession } from '../../../support/page-session.ts';

const chromium = findChromium();

/** Text of people, in every place that has one. */
const LONG = 'x'.repeat(250);
const TITLES = [
  LONG,
  'اسم طويل جدا '.repeat(18).trim(),
  '👩‍👩‍👧‍👦'.repeat(30),
  `Z${'\u0323\u0301\u0302'.repeat(60)}algo`,
  'Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen'.repeat(4),
];

/** 200 % zoom of 1280 pixels is a page of 640; of 640 one of 320. */
const WIDTHS = [320, 390, 640, 768, 1280];

describe.skipIf(!chromium)(chromium ? 'the gallery with any text' : NO_CHROMIUM, IN_A_BROWSER, () => {
  let session: PageSession;
  beforeAll(async () => {
    session = await startPageSession(chromium!);
    for (const [at, title] of TITLES.entries()) {
      await session.client.create({
        filename: `${at}${'n'.repeat(240)}.jpg`,
        title,
        tags: [`${title.slice(0, 60)}${at}`.replace(/[\ud800-\udbff]$/, ''), 'y'.repeat(64)],
      });
    }
    await session.client.create({ filename: `${'m'.repeat(246)}.jpeg` });
  });
  afterAll(() => session?.stop());

  const overflow = (page: Page) =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

  /** Buttons and fields of the page that are too small, lie outside, or lie under another. */
  const outOfReach = (page: Page) =>
    page.evaluate(() => {
      const faults: string[] = [];
      for (const control of document.querySelectorAll<HTMLElement>(
        'header :is(button, input, select), main :is(button, input, select)',
      )) {
        if (!control.checkVisibility({ opacityProperty: true })) continue;
        control.scrollIntoView({ block: 'center' });
        const { left, top, right, bottom, width, height } = control.getBoundingClientRect();
        const name = `${control.className || control.id || control.textContent}`;
        if (width < 44 || height < 43.5) faults.push(`${name} is ${width} × ${height}`);
        if (left < 0 || right > innerWidth) faults.push(`${name} reaches from ${left} to ${right}`);
        const hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
        if (!hit || !(control.contains(hit) || hit.contains(control))) {
          faults.push(`${name} lies under ${hit?.className || hit?.tagName}`);
        }
      }
      return faults;
    });

  describe.each(WIDTHS)('at %d pixels', (width) => {
    it.each(['grid', 'list'])('scrolls down alone, and every control can be hit: %s', async (view) => {
      const page = await session.newUserTab({
        viewport: { width, height: 700 },
        hasTouch: width < 640,
        isMobile: width < 640,
      });
      if (view === 'list') await page.getByRole('button', { name: 'List view' }).click();
      await page.locator('.cell').nth(TITLES.length).waitFor();
      expect(await overflow(page)).toBe(0);
      expect(await outOfReach(page)).toEqual([]);

      await page.getByRole('button', { name: 'Select', exact: true }).click();
      await page.locator('.cell .cell-open').first().click();
      await page.getByText('1 image selected').waitFor();
      expect(await overflow(page)).toBe(0);
      expect(await outOfReach(page)).toEqual([]);

      await page.getByRole('button', { name: 'Select all' }).click();
      await page.getByRole('button', { name: 'Delete', exact: true }).click();
      await page.getByRole('button', { name: 'Undo' }).click();
      await page.getByRole('searchbox', { name: 'Find' }).fill(LONG);
      await page.getByText(/^1 found in all/).waitFor();
      await page.locator('.cell .cell-open').first().focus();
      await page.keyboard.press('Space');
      await page.getByRole('button', { name: 'Delete', exact: true }).click();
      await page.locator('.message.undo').waitFor();
      expect(await overflow(page)).toBe(0);
      const box = (await page.locator('.message.undo').boundingBox())!;
      expect([box.x >= 0, box.x + box.width <= width, box.y >= 0]).toEqual([true, true, true]);
      await page.getByRole('button', { name: 'Undo' }).click();
      await page.context().close();
    });
  });
});
