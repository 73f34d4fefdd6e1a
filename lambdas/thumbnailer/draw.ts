import sharp from 'sharp';
import { rgbaToThumbHash } from 'thumbhash';
import type { ImageType } from '../../contract/image-types.ts';
import type { ThumbnailError } from '../../contract/outcomes.ts';

export interface Drawing {
  webp: Buffer;
  /** Pixels. */
  width: number;
  height: number;
  /** Base64. */
  thumbhash: string;
}

/** The image is at fault: trying again would not help. */
export class NoThumbnail extends Error {
  override name = 'NoThumbnail';
  readonly code: ThumbnailError;

  constructor(code: ThumbnailError, message: string) {
    super(message);
    this.code = code;
  }
}

/** Pixels of the longer side. */
const MAX_SIDE = 320;
/** What a ThumbHash is made of, at most. */
const HASH_SIDE = 100;
const TIMEOUT_SECONDS = 30;
/** CMYK with alpha; what has more is no picture. */
const MAX_CHANNELS = 5;

/** libvips' loaders by what they load. Of HEIF the prebuilt library decodes AVIF alone: HEVC is patented. */
const LOADERS: Partial<Record<ImageType, string>> = {
  'image/jpeg': 'VipsForeignLoadJpeg',
  'image/png': 'VipsForeignLoadPng',
  'image/gif': 'VipsForeignLoadNsgif',
  'image/webp': 'VipsForeignLoadWebp',
  'image/avif': 'VipsForeignLoadHeif',
  'image/tiff': 'VipsForeignLoadTiff',
};

// Every other loader, SVG's for one, stays shut whatever the bytes claim to be.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({ operation: Object.values(LOADERS) });
// No image comes twice.
sharp.cache(false);

/** Whether images of the type can be drawn at all. */
export function isDrawable(type: ImageType): boolean {
  return LOADERS[type] !== undefined;
}

/**
 * Draws an image's first frame as a WebP of at most 320 pixels a side: upright, in sRGB, without any metadata.
 * @param maxPixels width × height; what claims more is refused before it is decoded
 * @throws NoThumbnail
 */
export async function draw(bytes: Uint8Array, maxPixels: number): Promise<Drawing> {
  try {
    const image = sharp(bytes, { limitInputPixels: maxPixels, sequentialRead: true, failOn: 'error' });
    const { channels } = await image.metadata();
    if (channels > MAX_CHANNELS) throw new NoThumbnail('Undecodable', `${channels} channels`);
    const { data: webp, info } = await image
      .timeout({ seconds: TIMEOUT_SECONDS })
      .autoOrient()
      .resize(MAX_SIDE, MAX_SIDE, { fit: 'inside', withoutEnlargement: true })
      .webp({ quality: 78 })
      .toBuffer({ resolveWithObject: true });
    return { webp, width: info.width, height: info.height, thumbhash: await thumbhashOf(webp) };
  } catch (error) {
    if (error instanceof NoThumbnail) throw error;
    const { message } = error as Error;
    throw new NoThumbnail(codeOf(message), message);
  }
}

/** sharp tells its reasons in words alone. */
function codeOf(message: string): ThumbnailError {
  if (/exceeds pixel limit/.test(message)) return 'TooManyPixels';
  return /timeout/i.test(message) ? 'TimedOut' : 'Undecodable';
}

async function thumbhashOf(webp: Buffer): Promise<string> {
  const { data, info } = await sharp(webp)
    .resize(HASH_SIDE, HASH_SIDE, { fit: 'inside', withoutEnlargement: true })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return Buffer.from(rgbaToThumbHash(info.width, info.height, data)).toString('base64');
}
