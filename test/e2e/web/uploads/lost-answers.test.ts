import type { Page } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { findChromium, NO_CHROMIUM } from '../../../../tools/browser/chromium.ts';
import {
  cellOf,
  chooseFiles,
  sample,
  startUpload,
  sumOf,
  tileOf,
} from '../../../../tools/browser/page-session.ts';
import { IN_A_BROWSER } from '../../../support/in-a-browser.ts';
import { eventually, UploadSession } from '../upload-session.ts';

const chromium = findChromium();

describe.skipIf(!chromium)(
  chromium ? 'an upload whose answers are lost, in the browser' : NO_CHROMIUM,
  IN_A_BROWSER,
  () => {
    const uploads = new UploadSession(chromium!, { chaos: true });
    const { records, ready, sum, onUploads } = uploads;
    let page: Page;
    beforeEach(() => {
      page = uploads.page;
    });

    const untilReady = () =>
      eventually(async () => (await records()).map(({ status }) => status)).toEqual(['ready']);
    const cancel = () => tileOf(page, 'hills.jpg').getByRole('button', { name: 'Cancel' }).click();
    const upload = async () => {
      await chooseFiles(page, [sample('hills.jpg')]);
      await startUpload(page);
    };

    it.each([
      ['the first', 1],
      ['every', 99],
    ])(
      'is finished when %s answer of S3 is cut, and its image stays when the sum is cleared',
      async (_, cut) => {
        let puts = 0;
        await onUploads(async (route) => {
          puts += 1;
          const response = await route.fetch();
          return puts <= cut ? route.abort('connectionreset') : route.fulfill({ response });
        });
        await upload();
        await ready('hills.jpg');
        await sum('1 of 1 uploaded');
        expect(puts).toBeGreaterThan(1);
        await page.getByRole('button', { name: /^Clear/ }).click();
        await sumOf(page).waitFor({ state: 'hidden' });
        await cellOf(page, 'hills.jpg').waitFor();
        expect(await records()).toMatchObject([{ status: 'ready', contentVersion: 1 }]);
      },
    );

    it('is not deleted by Cancel while its answer is still awaited', async () => {
      await onUploads((route) => route.fetch());
      await upload();
      await untilReady();
      await cancel();
      await page.getByText(/may have arrived already, and stays/).waitFor();
      expect(await records()).toMatchObject([{ status: 'ready', contentVersion: 1 }]);
    });

    it('is not deleted by Cancel while nothing is heard of its inspection', async () => {
      await page.route(`${uploads.session.run.baseUrl}/metadata/*`, (route) =>
        route.request().method() === 'GET' ? route.abort('connectionreset') : route.continue(),
      );
      await upload();
      await tileOf(page, 'hills.jpg').getByText('no connection').waitFor();
      await untilReady();
      await cancel();
      await page.getByText(/may have arrived already, and stays/).waitFor();
      expect(await records()).toMatchObject([{ status: 'ready', contentVersion: 1 }]);
    });

    it('goes on with the same record when it is retried', async () => {
      let puts = 0;
      await onUploads(async (route) => {
        puts += 1;
        if (puts > 1) return route.continue();
        const headers = { 'access-control-allow-origin': '*' };
        return route.fulfill({ status: 400, headers, body: '<Error><Code>BadDigest</Code></Error>' });
      });
      await upload();
      await tileOf(page, 'hills.jpg')
        .getByText(/The bytes changed on their way/)
        .waitFor();
      await page.getByRole('button', { name: 'Retry hills.jpg' }).click();
      await untilReady();
      expect(puts).toBe(2);
    });
  },
);
