import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import sharp from 'sharp';
import { imageSrc } from '../../client/image-src.ts';
import type { PreSignedUrl } from '../../client/types.ts';

/** A miss is drawn by a function that may have to start. */
const PATIENCE_MS = 30_000;

/** An image with its GET URL, of a stage that delivers it in other widths. */
export type Delivered = PreSignedUrl & Required<Pick<PreSignedUrl, 'delivery'>>;

export const isDelivered = (url: PreSignedUrl): url is Delivered => url.delivery !== undefined;

/** Views an image in the smallest width that it is delivered in, and looks at what came. */
export async function viewWidth(url: Delivered): Promise<void> {
  const [width] = url.delivery.widths;
  assert.ok(width, 'no width is offered');
  const response = await view(imageSrc(url, width)!);
  const bytes = Buffer.from(await response.arrayBuffer());
  assert.equal(response.status, 200, `it answers ${response.status}`);
  const seen = await sharp(bytes).metadata();
  assert.equal(response.headers.get('content-type'), `image/${seen.format}`);
  assert.equal(seen.width, width, `asked for ${width} pixels, and ${seen.width} came`);
}

/** Tries what nobody has a URL of: the image that others are drawn from, and, where URLs are signed, what is not signed. */
export async function refuseAltered({ id, delivery }: Delivered): Promise<void> {
  const { url, widths, expiresAt } = delivery;
  const signed = url.replace('{width}', String(widths[0]));
  const altered = { 'the master': url.replace('{width}', 'master') };
  if (expiresAt !== undefined)
    Object.assign(altered, {
      'another record': signed.replace(`/${id}/`, `/${randomUUID()}/`),
      'an image without a signature': signed.replace(/\?.*/, ''),
    });
  for (const [what, each] of Object.entries(altered)) {
    const { status, body } = await view(each);
    await body?.cancel();
    assert.equal(status, 403, `asked for ${what}, it answers ${status}`);
  }
}

async function view(url: string): Promise<Response> {
  try {
    return await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) });
  } catch (error) {
    const { cause, message } = error as Error & { cause?: { code?: string } };
    throw new Error(`${new URL(url).host} does not answer (${cause?.code ?? message})`, { cause: error });
  }
}
