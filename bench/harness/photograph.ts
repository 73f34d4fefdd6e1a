import { readFileSync } from 'node:fs';
import sharp from 'sharp';

/** Pixels: 12 megapixels, as of a telephone. */
const TELEPHONE = { width: 4000, height: 3000 };

/** A JPEG with the grain of a camera, another one each time, by default of 12 megapixels. */
export async function photograph(
  seed: number,
  { width, height } = TELEPHONE,
): Promise<Uint8Array<ArrayBuffer>> {
  const noise = await sharp({
    create: {
      width,
      height,
      channels: 3,
      background: '#000',
      noise: { type: 'gaussian', mean: 128, sigma: 6 },
    },
  })
    .png({ compressionLevel: 0 })
    .toBuffer();
  const jpeg = await sharp(readFileSync(new URL('../../samples/hills.jpg', import.meta.url)))
    .resize(width, height, { fit: 'cover' })
    .composite([{ input: noise, blend: 'soft-light' }])
    .modulate({ hue: seed })
    .jpeg({ quality: 90 })
    .toBuffer();
  return new Uint8Array(jpeg);
}
