import { readFileSync } from 'node:fs';
import sharp from 'sharp';

/**
 * A JPEG with the grain of a camera, another one each time, by default of 12 megapixels, as of a telephone.
 * @param grain - standard deviation of its noise: 1 MB by 6, 3 MB by 20
 */
export async function photograph(
  seed: number,
  { width = 4000, height = 3000, grain = 6 } = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const noise = await sharp({
    create: {
      width,
      height,
      channels: 3,
      background: '#000',
      noise: { type: 'gaussian', mean: 128, sigma: grain },
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
