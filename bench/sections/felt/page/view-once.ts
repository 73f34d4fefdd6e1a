import type { Browser, CDPSession } from 'playwright-core';
import { CATEGORIES, largestPaintMs, type TraceEvent } from './largest-paint.ts';

/** What a view of the page takes until nothing more is loaded. */
export interface View {
  /** Images that are there then, those just below the window too. */
  images: number;
  /** Preflights included. */
  requests: number;
  /** Over the network, headers included. */
  bytes: number;
  largestPaintMs: number;
}

/** Images that a window of this size shows in any case. */
const LEAST_IMAGES = 10;
const VIEWPORT = { width: 1280, height: 800 };

/**
 * Opens the gallery with nothing in the browser's cache, by somebody who has given the key before.
 * @param session - what the page has kept in `sessionStorage`
 * @throws Error with one sentence when it shows too little
 */
export async function viewOnce(
  browser: Browser,
  url: string,
  session: Readonly<Record<string, string>>,
): Promise<View> {
  const context = await browser.newContext({ viewport: VIEWPORT });
  try {
    await context.addInitScript((entries) => {
      for (const [name, value] of Object.entries(entries)) sessionStorage.setItem(name, value);
    }, session);
    const page = await context.newPage();
    const loaded = await countLoads(await context.newCDPSession(page));
    await browser.startTracing(page, { categories: CATEGORIES });
    await page.goto(url);
    const shown = page.locator('#gallery .cell.shown');
    await shown.nth(LEAST_IMAGES - 1).waitFor();
    await page.waitForLoadState('networkidle');
    const trace = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
    if (loaded.failed.length > 0) throw new Error(`The page could not load ${loaded.failed.join(', ')}.`);
    return {
      images: await shown.count(),
      requests: loaded.requests,
      bytes: loaded.bytes,
      largestPaintMs: largestPaintMs(trace.traceEvents, url),
    };
  } finally {
    await context.close();
  }
}

/** Counts what comes over the network from now on. */
async function countLoads(cdp: CDPSession) {
  const loaded = { requests: 0, bytes: 0, failed: [] as string[] };
  const urls = new Map<string, string>();
  cdp.on('Network.requestWillBeSent', ({ requestId, request }) => {
    // Placeholders are drawn from data: URLs.
    if (!request.url.startsWith('http') || urls.has(requestId)) return;
    urls.set(requestId, request.url);
    loaded.requests += 1;
  });
  cdp.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (urls.has(requestId)) loaded.bytes += encodedDataLength;
  });
  cdp.on('Network.loadingFailed', ({ requestId, canceled }) => {
    if (urls.has(requestId) && !canceled) loaded.failed.push(urls.get(requestId)!);
  });
  await cdp.send('Network.enable');
  return loaded;
}
