import type { Sharp } from 'sharp';
import { WIDEST_RENDITION } from '../../contract/sizes.ts';
import type { RenditionFormat } from '../shared/delivery/rendition.ts';
import { drawFrom } from '../shared/drawing/open-image.ts';

/** What is stored of an upload, and encoded. */
export interface Encoded {
  bytes: Buffer;
  format: RenditionFormat;
}

/** The most that WebP can have, pixels. */
const MOST_HEIGHT = 16_383;
/** Pixels of a master. */
const MOST_PIXELS = WIDEST_RENDITION * MOST_HEIGHT;
/** Of a rendition: an answer of a function has 6 MiB at most, and base64 takes a third more. */
export const MOST_BYTES = 4_500_000;

/** Of a master, from which others are drawn. */
const MASTER_QUALITY = 92;
/** Of a rendition; and how it is made smaller, one after the other, until an answer can have it. */
const ATTEMPTS = [
  { quality: 78, scale: 1 },
  { quality: 50, scale: 1 },
  { quality: 50, scale: 0.7 },
  { quality: 50, scale: 0.5 },
  { quality: 30, scale: 0.35 },
];

/**
 * Draws the master of an image: its first frame, upright, in sRGB, without any metadata, at most 2,560 pixels wide.
 * @param maxPixels width × height; what claims more is refused before it is decoded
 * @throws Undrawable
 */
export function drawMaster(original: Uint8Array, maxPixels: number): Promise<Encoded> {
  return drawFrom(original, maxPixels, async ({ image, hasAlpha }) => {
    const resized = atMost(image, WIDEST_RENDITION);
    return hasAlpha
      ? { format: 'webp', bytes: await resized.webp({ quality: MASTER_QUALITY, effort: 2 }).toBuffer() }
      : {
          format: 'jpg',
          bytes: await resized.jpeg({ quality: MASTER_QUALITY, chromaSubsampling: '4:4:4' }).toBuffer(),
        };
  });
}

/**
 * Draws a rendition from a master, never enlarged. A JPEG has white where the image is transparent.
 * @param width - pixels
 * @throws Undrawable
 */
export function drawRendition(master: Uint8Array, width: number, format: RenditionFormat): Promise<Buffer> {
  return drawFrom(master, MOST_PIXELS, async ({ image }) => {
    let drawn: Buffer | undefined;
    for (const { quality, scale } of ATTEMPTS) {
      const resized = atMost(image.clone(), Math.ceil(width * scale), Math.floor(MOST_HEIGHT * scale));
      drawn = await (format === 'webp'
        ? resized.webp({ quality })
        : resized.flatten({ background: '#fff' }).jpeg({ quality, progressive: true })
      ).toBuffer();
      if (drawn.length <= MOST_BYTES) break;
    }
    return drawn!;
  });
}

function atMost(image: Sharp, width: number, height = MOST_HEIGHT): Sharp {
  return image.resize(width, height, { fit: 'inside', withoutEnlargement: true });
}
