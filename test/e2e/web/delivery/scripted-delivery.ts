import type { Page } from 'playwright-core';
import sharp from 'sharp';
import type { Metadata, PreSignedUrl } from '../../../../client/types.ts';

const WIDTHS = [320, 640, 960, 1280];

/** What a page is told, and asks for: stands in for a stage's delivery, below the page's own origin. */
export interface ScriptedDelivery {
  /** Widths that were asked for, in their order. */
  asked: number[];
  /** From now on images cannot be drawn. */
  undrawable: boolean;
  /** URLs that are given have ended, until one of them is used. */
  ended: boolean;
}

/** Has the API's answers to a page name images in other widths, and serves these. */
export async function scriptDelivery(page: Page, baseUrl: string): Promise<ScriptedDelivery> {
  const scripted: ScriptedDelivery = { asked: [], undrawable: false, ended: false };
  const origin = new URL(page.url()).origin;
  const addTo = (url: PreSignedUrl | null | undefined, { width = 0 }: Metadata) => {
    if (url?.method !== 'GET') return;
    const widths = WIDTHS.filter((each) => each <= width);
    url.delivery = scripted.ended
      ? { url: `${origin}/i/${url.id}/{width}?Signature=ended`, widths, expiresAt: Date.now() - 1000 }
      : { url: `${origin}/i/${url.id}/{width}?Signature=a-_~`, widths, expiresAt: url.expiresAt };
  };
  await page.route(`${baseUrl}/metadata**`, async (route) => {
    if (route.request().method() !== 'GET') return route.fallback();
    const response = await route.fetch();
    const { metadata, ...rest } = await response.json();
    if (Array.isArray(metadata)) {
      for (const url of rest.preSignedUrls)
        addTo(
          url,
          metadata.find(({ id }: Metadata) => id === url.id),
        );
    } else if (metadata) addTo(rest.preSignedUrl, metadata);
    await route.fulfill({ response, json: { metadata, ...rest } });
  });
  await page.route(`${origin}/i/**`, async (route) => {
    const width = Number(/\/(\d+)\?/.exec(route.request().url())?.[1]);
    scripted.asked.push(width);
    if (route.request().url().endsWith('=ended')) {
      scripted.ended = false;
      return route.fulfill({ status: 403 });
    }
    if (scripted.undrawable) return route.fulfill({ status: 415, json: { message: 'It cannot be drawn.' } });
    const background = '#264';
    const image = sharp({ create: { width, height: Math.round((width * 9) / 16), channels: 3, background } });
    await route.fulfill({ contentType: 'image/webp', body: await image.webp().toBuffer() });
  });
  return scripted;
}
