import sharp, { type Sharp } from 'sharp';
import type { ImageType } from '../../../contract/image-types.ts';
import type { ThumbnailError } from '../../../contract/outcomes.ts';

/** The image is at fault: trying again would not help. */
export class Undrawable extends Error {
  override name = 'Undrawable';
  readonly code: ThumbnailError;

  constructor(code: ThumbnailError, message: string) {
    super(message);
    this.code = code;
  }
}

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

/** An image that can be drawn from, upright. */
export interface OpenImage {
  image: Sharp;
  hasAlpha: boolean;
}

/**
 * Opens an image's first frame and draws from it: upright, and in sRGB, without any metadata, whatever `paint` encodes it as.
 * @param maxPixels width × height; what claims more is refused before it is decoded
 * @throws Undrawable; what else `paint` throws is the image's fault too
 */
export async function drawFrom<Drawn>(
  bytes: Uint8Array,
  maxPixels: number,
  paint: (opened: OpenImage) => Promise<Drawn>,
): Promise<Drawn> {
  try {
    const image = sharp(bytes, { limitInputPixels: maxPixels, sequentialRead: true, failOn: 'error' });
    const { channels, hasAlpha } = await image.metadata();
    if (channels > MAX_CHANNELS) throw new Undrawable('Undecodable', `${channels} channels`);
    return await paint({ image: image.timeout({ seconds: TIMEOUT_SECONDS }).autoOrient(), hasAlpha });
  } catch (error) {
    if (error instanceof Undrawable) throw error;
    const { message } = error as Error;
    throw new Undrawable(codeOf(message), message);
  }
}

/** sharp tells its reasons in words alone. */
function codeOf(message: string): ThumbnailError {
  if (/exceeds pixel limit/.test(message)) return 'TooManyPixels';
  return /timeout/i.test(message) ? 'TimedOut' : 'Undecodable';
}
