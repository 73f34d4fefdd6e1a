import { readFileSync } from 'node:fs';
import sharp from 'sharp';

/** Pixels: 12 megapixels, as of a telephone. */
const [WIDTH, HEIGHT] = [4000, 3000];

/**
 * A JPEG of 12 megapixels with the grain of a camera, another one each time.
 * @param grain - standard deviation of its noise: 1 MB by 6, 3 MB by 20
 */
export async function photograph(seed: number, grain = 6): Promise<Uint8Array<ArrayBuffer>> {
  const noise = await sharp({
    create: {
      width: WIDTH,
      height: HEIGHT,
      channels: 3,
      background: '#000',
      noise: { type: 'gaussian', mean: 128, sigma: grain },
    },
  })
    .png({ compressionLevel: 0 })
    .toBuffer();
  const jpeg = await sharp(readFileSync(new URL('../../samples/hills.jpg', import.meta.url)))
    .resize(WIDTH, HEIGHT, { fit: 'cover' })
    .composite([{ input: noise, blend: 'soft-light' }])
    .modulate({ hue: seed })
    .jpeg({ quality: 90 })
    .toBuffer();
  return new Uint8Array(jpeg);
}
