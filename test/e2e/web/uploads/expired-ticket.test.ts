import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium, NO_CHROMIUM } from '../../../../tools/browser/chromium.ts';
import { chooseFiles, sample, startUpload } from '../../../../tools/browser/page-session.ts';
import { engines } from '../../../support/engines.ts';
import { IN_A_BROWSER } from '../../../support/in-a-browser.ts';
import { type PageSession, startPageSession } from '../../../support/page-session.ts';
import { withShortTickets } from '../../../web/short-tickets.ts';

const chromium = findChromium();

const expiry =
  'an upload ticket that expires (embedded only: RGW sends no CORS headers with a refusal, so no page can read why)';

describe.skipIf(!chromium || engines.real)(chromium ? expiry : NO_CHROMIUM, IN_A_BROWSER, () => {
  let session: PageSession;
  beforeAll(async () => {
    session = await startPageSession(chromium!, { assembly: await withShortTickets(3) });
  });
  afterAll(() => session?.stop());

  it('is replaced by a fresh one for the same record, without a word', async () => {
    const page = await session.newUserTab();
    const puts = new Set<string>();
    await page.route(`${session.run.s3Endpoint}/**`, async (route) => {
      if (route.request().method() !== 'PUT') return route.continue();
      puts.add(new URL(route.request().url()).pathname);
      if (puts.size === 1) await new Promise((resolve) => setTimeout(resolve, 5000));
      return route.continue();
    });
    await chooseFiles(page, [sample('hills.jpg')]);
    await startUpload(page);
    await page.locator('.cell[data-status=ready]').waitFor();
    expect(puts.size).toBe(2);
    expect(await page.locator('.message.fault').count()).toBe(0);
    const { value } = await session.client.list().next();
    expect(value!.metadata).toMatchObject([{ filename: 'hills.jpg', status: 'ready', contentVersion: 1 }]);
  });
});
