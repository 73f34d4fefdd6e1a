import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { viewOnce } from '../../../../../bench/sections/felt/page/view-once.ts';
import { findChromium, launchChromium, NO_CHROMIUM } from '../../../../../tools/browser/chromium.ts';
import { IN_A_BROWSER } from '../../../../support/in-a-browser.ts';

const chromium = findChromium();
const IMAGES = 12;
const picture = readFileSync(new URL('../../../../../samples/hills.jpg', import.meta.url));
/** Of a cell’s size. Of larger ones a busy Chromium named no largest paint, in a third of the views. */
const sized = 'width="160" height="90"';
const cells = Array.from(
  { length: IMAGES },
  (_, at) => `<p class="cell shown"><img ${sized} src="${at}.jpg"></p>`,
);
/** With a placeholder, and what was kept for it. */
const html = `<!doctype html><link rel="icon" href="data:,"><img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">
<div id="gallery">${cells.join('')}</div><script>document.title = sessionStorage.getItem('key')</script>`;

describe.skipIf(!chromium)(chromium ? 'a view of the page' : NO_CHROMIUM, IN_A_BROWSER, () => {
  let browser: Browser;
  /** Images since the view began. */
  let served = 0;
  const server = createServer(({ url = '' }, response) => {
    if (!url.endsWith('.jpg')) return void response.writeHead(200, { 'content-type': 'text/html' }).end(html);
    if (url.startsWith('/broken/7')) return void response.destroy();
    served += 1;
    response.writeHead(200, { 'content-type': 'image/jpeg', 'cache-control': 'max-age=60' }).end(picture);
  });
  const urlOf = (path: string) => `http://127.0.0.1:${(server.address() as AddressInfo).port}/${path}`;

  beforeAll(async () => {
    await once(server.listen(0, '127.0.0.1'), 'listening');
    browser = await launchChromium(chromium!);
  });
  afterAll(async () => {
    await browser?.close();
    server.closeAllConnections();
    server.close();
  });

  it('counts requests and bytes over the network, each time without a cache, and the largest paint', async () => {
    for (const _ of ['first', 'second']) {
      served = 0;
      const view = await viewOnce(browser, urlOf(''), { key: 'kept' });
      expect(served).toBe(IMAGES);
      expect(view.images).toBe(IMAGES);
      // The placeholder and the icon come with the page.
      expect(view.requests).toBe(1 + IMAGES);
      const sent = Buffer.byteLength(html) + IMAGES * picture.length;
      expect(view.bytes).toBeGreaterThan(sent);
      expect(view.bytes).toBeLessThan(sent + (1 + IMAGES) * 1000);
      expect(view.largestPaintMs).toBeGreaterThan(0);
    }
  });

  it('ends the benchmark with a sentence when something could not be loaded', async () => {
    await expect(viewOnce(browser, urlOf('broken/'), {})).rejects.toThrow(
      `The page could not load ${urlOf('broken/7.jpg')}.`,
    );
  });
});
