import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient } from '../../../../client/client.ts';
import type { Metadata } from '../../../../client/types.ts';
import { findChromium, launchChromium, NO_CHROMIUM } from '../../../../tools/browser/chromium.ts';
import { sample } from '../../../../tools/browser/page-session.ts';
import { IN_A_BROWSER } from '../../../support/in-a-browser.ts';
import { type LocalRun, startLocalRun } from '../../../support/local-run.ts';

const chromium = findChromium();

/** A busy machine takes its time. */
const eventually = <T>(get: () => T | Promise<T>) => expect.poll(get, { timeout: 30_000 });
const app = (name: string) =>
  fileURLToPath(new URL(`../../../../tools/package/consumers/vite/${name}`, import.meta.url));
const source = (name: string) => fileURLToPath(new URL(`../../../../client/${name}`, import.meta.url));

/** The app that `npm run check:package` builds with Vite, here from the client's sources. */
async function bundledApp(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [app('main.tsx')],
    bundle: true,
    write: false,
    format: 'esm',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"development"' },
    alias: {
      '@image-intake/client/react': source('react.ts'),
      '@image-intake/client': source('index.ts'),
    },
  });
  return outputFiles[0]!.text;
}

describe.skipIf(!chromium)(
  chromium ? 'useUpload in React 19, in StrictMode' : NO_CHROMIUM,
  IN_A_BROWSER,
  () => {
    let run: LocalRun;
    let server: ReturnType<typeof createServer>;
    let browser: Browser;
    let page: Page;
    let settled: string[];
    /** While it is there, no bytes go on. */
    let held: Promise<void> | undefined;
    let release = () => {};

    beforeAll(async () => {
      [run, browser] = await Promise.all([startLocalRun(), launchChromium(chromium!)]);
      const [html, script] = await Promise.all([readFile(app('index.html'), 'utf8'), bundledApp()]);
      page = await browser.newPage();
      server = createServer(({ url }, response) => {
        const isScript = url === '/main.tsx';
        response.writeHead(200, { 'content-type': isScript ? 'text/javascript' : 'text/html' });
        response.end(isScript ? script : html);
      }).listen(0, '127.0.0.1');
      await once(server, 'listening');
      await page.route(
        (url) => url.searchParams.has('X-Amz-Signature'),
        async (route) => {
          await held;
          // One that was cancelled meanwhile is not there any more.
          await route.continue().catch(() => undefined);
        },
      );
      page.on('console', (message) => {
        if (message.text().startsWith('settled')) settled.push(message.text());
      });
    });
    afterAll(async () => {
      await browser?.close();
      server?.close();
      await run?.stop();
    });

    const hold = () => {
      held = new Promise((go) => {
        release = go;
      });
    };
    /** A page without files, and a service without records. */
    const open = async () => {
      settled = [];
      release();
      held = undefined;
      for (const { id } of await records()) await service().remove(id);
      const query = new URLSearchParams({ baseUrl: run.baseUrl, apiKey: run.apiKey });
      const { port } = server.address() as AddressInfo;
      await page.goto(`http://127.0.0.1:${port}/?${query}`);
    };
    const service = () => createClient({ baseUrl: run.baseUrl, apiKey: run.apiKey });
    const records = async (): Promise<Metadata[]> => (await service().list().next()).value!.metadata;
    const choose = (...names: string[]) => page.locator('input').setInputFiles(names.map(sample));
    const rows = () => page.locator('li').allTextContents();
    const states = async () => (await rows()).map((row) => /^(\S+): (\w+)/.exec(row)!.slice(1).join(' '));
    const press = (file: string, button: string) =>
      page.locator('li', { hasText: file }).getByText(button).click();

    it('tells each file’s way, and what came of it', async () => {
      await open();
      await page.locator('input').setInputFiles([
        { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('no image') },
        ...(await Promise.all(
          ['phone.jpg', 'icon.png'].map(async (name) => ({
            name,
            mimeType: 'image/*',
            buffer: await readFile(sample(name)),
          })),
        )),
      ]);
      await eventually(states).toEqual(['notes.txt refused', 'phone.jpg ready', 'icon.png ready']);
      const [notes, phone] = await rows();
      expect(notes).toContain('NotAnImage');
      expect(phone).toMatch(/(\d+)\/\1 800/);
      await eventually(() => settled.length).toBe(3);
      expect(await page.locator('output').textContent()).toBe('idle');
      const bar = page.locator('progress');
      expect(await bar.evaluate((one: HTMLProgressElement) => one.value === one.max)).toBe(true);
      // Once each: StrictMode calls everything twice.
      const made = await records();
      expect(made.map(({ tags }) => tags)).toEqual(Array(3).fill(['app']));
      expect(made.filter(({ sha256 }) => sha256)).toHaveLength(2);
      await page.locator('#clear').click();
      await eventually(rows).toEqual([]);
    });

    it('sends two at a time, takes more, cancels one, and goes on with it in the same record', async () => {
      await open();
      hold();
      await choose('phone.jpg', 'icon.png', 'day.webp');
      await eventually(states).toEqual(['phone.jpg sending', 'icon.png sending', 'day.webp waiting']);
      const [record] = (await records()).filter(({ filename }) => filename === 'phone.jpg');
      await press('phone.jpg', 'Cancel');
      await eventually(states).toEqual(['phone.jpg cancelled', 'icon.png sending', 'day.webp sending']);
      await choose('small.bmp');
      await press('phone.jpg', 'Retry');
      await eventually(states).toEqual([
        'phone.jpg waiting',
        'icon.png sending',
        'day.webp sending',
        'small.bmp waiting',
      ]);
      release();
      const names = ['phone.jpg', 'icon.png', 'day.webp', 'small.bmp'];
      await eventually(states).toEqual(names.map((name) => `${name} ready`));
      const made = await records();
      expect(made.map(({ filename, status }) => `${filename} ${status}`).sort()).toEqual(
        names.map((name) => `${name} ready`).sort(),
      );
      expect(made.map(({ id }) => id)).toContain(record!.id);
    });

    it('goes on with all of its files when its component is unmounted', async () => {
      await open();
      hold();
      await choose('phone.jpg', 'icon.png', 'day.webp');
      await eventually(states).toEqual(['phone.jpg sending', 'icon.png sending', 'day.webp waiting']);
      await page.locator('#mount').click();
      await eventually(rows).toEqual([]);
      release();
      await eventually(() => [...settled].sort()).toEqual([
        'settled day.webp ready',
        'settled icon.png ready',
        'settled phone.jpg ready',
      ]);
      await page.locator('#mount').click();
      await page.locator('input').waitFor();
      expect(await rows()).toEqual([]);
    });
  },
);
