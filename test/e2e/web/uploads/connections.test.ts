import type { Page, Request } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { findChromium, NO_CHROMIUM } from '../../../../tools/browser/chromium.ts';
import { chooseFiles, startUpload } from '../../../../tools/browser/page-session.ts';
import { IN_A_BROWSER } from '../../../support/in-a-browser.ts';
import { UploadSession } from '../upload-session.ts';

const chromium = findChromium();

describe.skipIf(!chromium)(chromium ? 'uploads and the connection' : NO_CHROMIUM, IN_A_BROWSER, () => {
  const uploads = new UploadSession(chromium!);
  const { records, ready, sum, inState, upload, png, onUploads, diary } = uploads;
  let page: Page;
  beforeEach(() => {
    page = uploads.page;
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
    const isLook = (request: Request) => request.method() === 'GET' || request.url().endsWith('/batch_get');
    await page.route(`${uploads.session.run.baseUrl}/metadata/*`, (route) =>
      lost && isLook(route.request()) ? route.abort('internetdisconnected') : route.continue(),
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
});
