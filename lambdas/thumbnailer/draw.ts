import sharp from 'sharp';
import { rgbaToThumbHash } from 'thumbhash';
import { THUMBNAIL_SIDE } from '../../contract/sizes.ts';
import { drawFrom } from '../shared/drawing/open-image.ts';

export interface Drawing {
  webp: Buffer;
  /** Pixels. */
  width: number;
  height: number;
  /** Base64. */
  thumbhash: string;
}

/** What a ThumbHash is made of, at most. */
const HASH_SIDE = 100;

/**
 * Draws an image's first frame as a WebP of at most 320 pixels a side: upright, in sRGB, without any metadata.
 * @param maxPixels width × height; what claims more is refused before it is decoded
 * @throws Undrawable
 */
export function draw(bytes: Uint8Array, maxPixels: number): Promise<Drawing> {
  return drawFrom(bytes, maxPixels, async ({ image }) => {
    const { data: webp, info } = await image
      .resize(THUMBNAIL_SIDE, THUMBNAIL_SIDE, { fit: 'inside', withoutEnlargement: true })
      .webp({ quality: 78 })
      .toBuffer({ resolveWithObject: true });
    return { webp, width: info.width, height: info.height, thumbhash: await thumbhashOf(webp) };
  });
}

async function thumbhashOf(webp: Buffer): Promise<string> {
  const { data, info } = await sharp(webp)
    .resize(HASH_SIDE, HASH_SIDE, { fit: 'inside', withoutEnlargement: true })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return Buffer.from(rgbaToThumbHash(info.width, info.height, data)).toString('base64');
}
