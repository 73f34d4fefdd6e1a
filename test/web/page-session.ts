import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { createClient } from '../../client/client.ts';
import { startLocalRun, type TestRunOptions } from '../support/local-run.ts';
import { launchChromium } from './browser.ts';
import { buildPage, type PageSettings, servePage } from './page-server.ts';

export type PageSession = Awaited<ReturnType<typeof startPageSession>>;

export const sample = (name: string) => fileURLToPath(new URL(`../../samples/${name}`, import.meta.url));

/** The built page, a local run behind it, and a browser before it. */
export async function startPageSession(
  chromium: string,
  { page: settings = {}, ...options }: Omit<TestRunOptions, 'page'> & { page?: Partial<PageSettings> } = {},
) {
  const folder = await mkdtemp(join(tmpdir(), 'image-intake-page-'));
  const [run] = await Promise.all([startLocalRun(options), buildPage(folder)]);
  const server = await servePage(folder, {
    apiBaseUrl: run.baseUrl,
    storageOrigin: new URL(run.s3Endpoint).origin,
    ...settings,
  });
  const browser = await launchChromium(chromium);
  /** What the pages complained of: broken scripts and violations of the Content-Security-Policy. */
  const faults: string[] = [];

  /** Opens the page in a tab of its own, with its own session. */
  const newTab = async (context: BrowserContextOptions = {}): Promise<Page> => {
    const page = await (
      await browser.newContext({ viewport: { width: 1280, height: 800 }, ...context })
    ).newPage();
    page.setDefaultTimeout(15_000);
    page.on('pageerror', ({ message }) => faults.push(message));
    page.on('console', (message) => {
      if (/Content Security Policy|Refused to/i.test(message.text())) faults.push(message.text());
    });
    await page.goto(server.url);
    return page;
  };
  /** Opens the page and gives it the key. */
  const newUserTab = async (context: BrowserContextOptions = {}): Promise<Page> => {
    const page = await newTab(context);
    await giveKey(page, run.apiKey);
    await page
      .getByRole('status')
      .filter({ hasText: /image|Drop/ })
      .waitFor();
    return page;
  };

  return {
    run,
    faults,
    newTab,
    newUserTab,
    client: createClient({ baseUrl: run.baseUrl, apiKey: run.apiKey }),
    stop: async () => {
      await browser.close();
      await server.stop();
      await run.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export async function giveKey(page: Page, key: string): Promise<void> {
  await page.getByLabel('Key', { exact: true }).fill(key);
  await page.getByRole('button', { name: 'Continue' }).click();
}

/** Opens the uploader, and chooses files: paths, or contents under a name. */
export async function chooseFiles(
  page: Page,
  files: string[] | { name: string; mimeType: string; buffer: Buffer }[],
): Promise<void> {
  await page.getByRole('button', { name: 'Upload images' }).click();
  await page.locator('.uppy-Dashboard-input').first().setInputFiles(files);
}

export const startUpload = (page: Page) => page.locator('.uppy-StatusBar-actionBtn--upload').click();

/** The gallery's cell of a record, by its name. */
export const cellOf = (page: Page, name: string) => page.locator('.cell').filter({ hasText: name });

/** The uploader's line of a file. */
export const fileOf = (page: Page, name: string) =>
  page.locator('.uppy-Dashboard-Item').filter({ hasText: name });
