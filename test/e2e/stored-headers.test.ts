import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium, launchChromium, NO_CHROMIUM } from '../../tools/browser/chromium.ts';
import { type Json, restClient } from '../support/api.ts';
import { engines } from '../support/engines.ts';
import { type LocalRun, startLocalRun } from '../support/local-run.ts';

const bytes = new Uint8Array(readFileSync(new URL('../../samples/icon.png', import.meta.url)));
const { length } = bytes;

/** Headers that S3 stores with an object and gives back, which a ticket does not sign. */
const STORED: [name: string, value: string][] = [
  ['Content-Encoding', 'gzip'],
  ['Content-Encoding', 'br'],
  ['Content-Encoding', 'deflate'],
  ['Content-Encoding', 'compress'],
  ['Content-Encoding', 'nonsense'],
  ['Content-Type', 'text/html'],
  ['Content-Language', 'de'],
  ['Content-Disposition', 'attachment; filename="evil.exe"'],
  ['Cache-Control', 'no-store'],
  ['Expires', 'Thu, 01 Jan 1970 00:00:00 GMT'],
];
/** Of S3's own. Amazon refuses those that are not signed; Ceph RGW takes them, and then they must do no harm. */
const OWN: [name: string, value: string][] = [
  ['x-amz-website-redirect-location', 'https://elsewhere.example/'],
  ['x-amz-storage-class', 'GLACIER'],
  ['x-amz-meta-owner', 'somebody'],
  ['x-amz-server-side-encryption-customer-algorithm', 'AES256'],
];

let run: LocalRun;
let api: ReturnType<typeof restClient>;
beforeAll(async () => {
  run = await startLocalRun();
  api = restClient(run);
});
afterAll(() => run.stop());

/** A ticket that signs nothing, or one that signs all but the type, so that any can be sent. */
async function ticketOf(kind: string): Promise<Json> {
  const declared = kind === 'declared' ? { size: length } : {};
  return (await api.post('/metadata', { filename: 'icon.png', ...declared })).body.preSignedUrl;
}

const kinds = ['declared', 'undeclared'];
const stored = kinds.flatMap((kind) => STORED.map((header) => [kind, ...header] as const));

describe('a header that nobody signed, and S3 gives back', () => {
  it.each(stored)(
    'to a ticket that is %s is not given back by the image’s URL: %s: %s',
    async (kind, name, value) => {
      const ticket = await ticketOf(kind);
      const sent = await api.upload({ ...ticket, headers: { ...ticket.headers, [name]: value } }, bytes);
      expect(sent.status).toBe(200);
      const { preSignedUrl } = await api.waitFor(ticket.id, ({ status }) => status === 'ready');
      const answer = await plainGet(preSignedUrl.url);
      expect(answer.status).toBe(200);
      expect(answer.headers[name.toLowerCase()]).not.toBe(value);
      expect(answer.headers).toMatchObject({
        'content-type': 'image/png',
        'content-encoding': 'identity',
        'cache-control': expect.stringMatching(/^private, max-age=\d+, immutable$/),
        'content-disposition': expect.stringMatching(/^inline; filename="icon\.png"/),
      });
      expect(answer.length).toBe(length);
    },
  );

  it.each(kinds.flatMap((kind) => OWN.map((header) => [kind, ...header] as const)))(
    'to a ticket that is %s is refused, or harmless: %s: %s',
    async (kind, name, value) => {
      const ticket = await ticketOf(kind);
      const sent = await api.upload({ ...ticket, headers: { ...ticket.headers, [name]: value } }, bytes);
      if (!engines.real) expect(sent.status).toBe(403);
      if (!sent.ok) return;
      const { preSignedUrl } = await api.waitFor(ticket.id, ({ status }) => status === 'ready');
      expect((await plainGet(preSignedUrl.url)).length).toBe(length);
    },
  );
});

const chromium = findChromium();

describe.skipIf(!chromium)(chromium ? 'in Chromium' : NO_CHROMIUM, () => {
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    browser = await launchChromium(chromium!);
    page = await (await browser.newContext()).newPage();
  });
  afterAll(() => browser?.close());

  it.each(stored)('an image that was sent to a ticket %s with %s: %s is shown', async (kind, name, value) => {
    const ticket = await ticketOf(kind);
    await api.upload({ ...ticket, headers: { ...ticket.headers, [name]: value } }, bytes);
    const { metadata, preSignedUrl } = await api.waitFor(ticket.id, ({ status }) => status === 'ready');
    await page.setContent(`<img src="${preSignedUrl.url.replaceAll('&', '&amp;')}">`);
    await page.waitForFunction('document.images[0].complete');
    const width = await page.evaluate('document.images[0].naturalWidth');
    expect(width).toBe(metadata.width);
  });
});

/** A GET that undoes no coding. */
function plainGet(url: string) {
  return new Promise<{ status: number; headers: Record<string, unknown>; length: number }>(
    (resolve, reject) => {
      request(url, (answer) => {
        let received = 0;
        answer.on('data', (chunk: Buffer) => {
          received += chunk.length;
        });
        answer.on('end', () =>
          resolve({ status: answer.statusCode!, headers: answer.headers, length: received }),
        );
        answer.on('error', reject);
      })
        .on('error', reject)
        .end();
    },
  );
}
