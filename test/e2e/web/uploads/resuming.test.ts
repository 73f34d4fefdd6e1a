import type { Page } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { findChromium, NO_CHROMIUM } from '../../../../tools/browser/chromium.ts';
import { IN_A_BROWSER } from '../../../support/in-a-browser.ts';
import { eventually, UploadSession } from '../upload-session.ts';

const chromium = findChromium();

describe.skipIf(!chromium)(chromium ? 'an upload of an earlier page' : NO_CHROMIUM, IN_A_BROWSER, () => {
  const uploads = new UploadSession(chromium!);
  const { names, records, ready, png } = uploads;
  let page: Page;
  /** The page was left while its bytes were held, and could not remove the record. */
  beforeEach(async () => {
    page = uploads.page;
    page.on('dialog', (dialog) => void dialog.accept());
    let held = true;
    await uploads.onUploads((route) => (held ? undefined : route.continue()));
    await page.route(`${uploads.session.run.baseUrl}/metadata/*`, (route) =>
      route.request().method() === 'DELETE' ? route.abort() : route.continue(),
    );
    await uploads.upload(await png('left.png'));
    await eventually(names).toEqual(['left.png']);
    await page.getByRole('progressbar', { name: 'left.png, sent' }).waitFor();
    held = false;
  });
  const resume = () => page.getByRole('button', { name: 'Resume left.png' });

  it('goes on once for a double click, and is nobody else’s', async () => {
    await page.reload();
    // Two clicks of one moment: the button may have another meaning a little later.
    await resume().evaluate((button: HTMLElement) => {
      button.click();
      button.click();
    });
    await ready('left.png');
    expect(await records()).toMatchObject([{ filename: 'left.png', contentVersion: 1 }]);
    expect(await page.getByText('Another tab goes on with it').count()).toBe(0);
  });

  it('is offered once it can be, where the uploader could not be loaded at first', async () => {
    let cut = true;
    let asked = 0;
    await page.route('**/uploader-*.js', (route) => {
      asked += 1;
      return cut ? route.abort() : route.continue();
    });
    await page.reload();
    await eventually(() => asked).toBeGreaterThan(0);
    await page.waitForLoadState('networkidle');
    expect(await resume().count()).toBe(0);
    cut = false;
    await expect
      .poll(
        async () => {
          await page.evaluate(() => dispatchEvent(new Event('focus')));
          return resume().count();
        },
        { timeout: 15_000, interval: 500 },
      )
      .toBe(1);
  });
});
