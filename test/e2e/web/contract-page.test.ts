import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stages } from '../../../lib/stages/stages.ts';
import type { LocalRun } from '../../../local/options.ts';
import { findChromium, launchChromium, NO_CHROMIUM } from '../../../tools/browser/chromium.ts';
import { pageOf } from '../../../tools/local/page.ts';
import { IN_A_BROWSER } from '../../support/in-a-browser.ts';
import { startLocalRun } from '../../support/local-run.ts';

const chromium = findChromium();

describe.skipIf(!chromium)(chromium ? 'the contract in the browser' : NO_CHROMIUM, IN_A_BROWSER, () => {
  let run: LocalRun;
  let browser: Browser;
  beforeAll(async () => {
    [run, browser] = await Promise.all([
      startLocalRun({ page: pageOf(stages.dev, 'built') }),
      launchChromium(chromium!),
    ]);
  });
  afterAll(async () => {
    await browser?.close();
    await run?.stop();
  });

  /** Of 255, how light text and ground of the operations' summary are. */
  const lightness = (page: Page) =>
    page
      .locator('.opblock-summary-description')
      .first()
      .evaluate((text) => {
        const light = (colour: string) => Math.max(...colour.match(/\d+/g)!.slice(0, 3).map(Number));
        const ground = getComputedStyle(document.documentElement).backgroundColor;
        return [light(getComputedStyle(text).color), ground === 'rgba(0, 0, 0, 0)' ? 255 : light(ground)];
      });

  it('is dark for those who read in the dark, and follows when they change', async () => {
    const page = await browser.newPage({ colorScheme: 'dark' });
    const missing: string[] = [];
    page.on('response', (response) => {
      if (response.status() >= 400) missing.push(response.url());
    });
    await page.goto(new URL('docs/', run.page).href);
    const [text, ground] = await lightness(page);
    expect(text).toBeGreaterThan(150);
    expect(ground).toBeLessThan(60);
    await page.emulateMedia({ colorScheme: 'light' });
    await expect.poll(async () => (await lightness(page))[0]).toBeLessThan(100);
    expect((await lightness(page))[1]).toBeGreaterThan(200);
    expect(missing).toEqual([]);
  });
});
