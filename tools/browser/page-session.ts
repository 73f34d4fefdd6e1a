import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { createClient } from '../../client/client.ts';
import { type StageConfig, stages } from '../../lib/stages/stages.ts';
import type { LocalRun } from '../../local/options.ts';
import { withPage } from '../../local/page/with-page.ts';
import { deployedPage } from '../local/page.ts';
import { launchChromium } from './chromium.ts';

export const sample = (name: string) => fileURLToPath(new URL(`../../samples/${name}`, import.meta.url));

/**
 * The page as deployed before a local run, and a browser before the page.
 * @param settings of the page, where they differ from the stage dev
 */
export async function openPageSession<Run extends LocalRun>(
  chromium: string,
  run: Run,
  settings: Partial<StageConfig> = {},
) {
  /** What the pages complained of: broken scripts and violations of the Content-Security-Policy. */
  const faults: string[] = [];
  const server = await servePage(run, { ...stages.dev!, ...settings }, (fault) => faults.push(fault));
  const browser = await launchChromium(chromium);

  /** Opens the page in a tab of its own, with its own session. */
  const newTab = async (context: BrowserContextOptions = {}): Promise<Page> => {
    const page = await (
      await browser.newContext({ viewport: { width: 1280, height: 800 }, ...context })
    ).newPage();
    page.setDefaultTimeout(45_000);
    page.on('pageerror', ({ message }) => faults.push(message));
    page.on('console', (message) => {
      if (/Content Security Policy|Refused to/i.test(message.text())) faults.push(message.text());
    });
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
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
    closeTabs: async (): Promise<void> => {
      await Promise.all(browser.contexts().map((context) => context.close()));
    },
    /** Stops the run too. */
    stop: async () => {
      await browser.close();
      server.close();
      await run.stop();
    },
  };
}

/** On an origin of its own, as CloudFront has it, so that browsers ask for CORS. */
async function servePage(run: LocalRun, config: StageConfig, onError: (message: string) => void) {
  const origins = {
    api: new URL(run.baseUrl).origin,
    storage: new URL(run.s3Endpoint).origin,
    images: run.delivery?.origin,
  };
  const page = deployedPage(config, run.baseUrl, origins);
  const server = createServer(withPage(page, [], (_, response) => response.writeHead(404).end(), onError));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return server;
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
export const cellOf = (page: Page, name: string) => page.locator('#gallery .cell').filter({ hasText: name });

/** The tile of an upload, by its name. */
export const tileOf = (page: Page, name: string) =>
  page.locator('#uploads .upload').filter({ hasText: name });

/** The sum of the uploads, as it is read. */
export const sumOf = (page: Page) => page.locator('.uploads .sum');
