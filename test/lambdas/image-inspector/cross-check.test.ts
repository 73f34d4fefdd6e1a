import { imageDimensionsFromData } from 'image-dimensions';
import { imageSize } from 'image-size';
import sharp, { type Sharp } from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { inspectBytes } from './support/memory.ts';

/** A picture that compresses badly, so that files are longer than first ranges. */
const picture = (width: number, height: number) =>
  sharp({
    create: {
      width,
      height,
      channels: 3,
      background: 'teal',
      noise: { type: 'gaussian', mean: 90, sigma: 40 },
    },
  });

const encoders: Record<string, (image: Sharp) => Sharp> = {
  'baseline.jpg': (image) => image.jpeg(),
  'progressive.jpg': (image) => image.jpeg({ progressive: true, mozjpeg: true }),
  'cmyk.jpg': (image) => image.toColourspace('cmyk').jpeg(),
  'profile.jpg': (image) => image.withIccProfile('p3').jpeg(),
  'plain.png': (image) => image.png(),
  'palette.png': (image) => image.png({ palette: true, progressive: true }),
  'profile.png': (image) => image.withIccProfile('p3').png(),
  'still.gif': (image) => image.gif(),
  'lossy.webp': (image) => image.webp(),
  'lossless.webp': (image) => image.webp({ lossless: true }),
  'profile.webp': (image) => image.withIccProfile('p3').webp(),
  'plain.avif': (image) => image.avif({ effort: 0 }),
  'subsampled.avif': (image) => image.avif({ effort: 0, chromaSubsampling: '4:2:0' }),
  'plain.tif': (image) => image.tiff({ compression: 'none' }),
  'tiles.tif': (image) => image.tiff({ compression: 'lzw', tile: true, pyramid: true }),
  'big.tif': (image) => image.tiff({ bigtiff: true }),
};
const sizes = [
  [1, 1],
  [70, 300],
  [257, 129],
] as const;
const names = Object.keys(encoders);
const extensionOf = (name: string) => name.slice(name.indexOf('.') + 1);

describe('images that sharp makes', () => {
  const files = new Map<string, Buffer>();
  beforeAll(async () => {
    for (const [name, encode] of Object.entries(encoders)) {
      for (const [width, height] of sizes) {
        files.set(`${width}x${height} ${name}`, await encode(picture(width, height)).toBuffer());
      }
    }
  });

  it.each(names)('are what sharp, image-size and image-dimensions say: %s', async (name) => {
    for (const [width, height] of sizes) {
      const bytes = files.get(`${width}x${height} ${name}`)!;
      const { verdict } = await inspectBytes(bytes, extensionOf(name));
      expect(verdict).toMatchObject({ image: { width, height } });
      expect(await sharp(bytes).metadata()).toMatchObject({ width, height });
      // A pyramid's smaller pages mislead image-size.
      if (name !== 'tiles.tif' && name !== 'big.tif')
        expect(imageSize(bytes)).toMatchObject({ width, height });
      const other = imageDimensionsFromData(new Uint8Array(bytes));
      if (other) expect(other).toMatchObject({ width, height });
    }
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('are turned as sharp turns them: orientation %i', async (orientation) => {
    for (const encode of ['jpeg', 'webp', 'png', 'tiff'] as const) {
      const bytes = await picture(70, 30)[encode]().withMetadata({ orientation }).toBuffer();
      const { autoOrient } = await sharp(bytes).metadata();
      const { verdict } = await inspectBytes(bytes, encode === 'jpeg' ? 'jpg' : encode);
      expect(verdict, encode).toMatchObject({ image: { ...autoOrient, orientation } });
    }
  });

  it('move where sharp says so', async () => {
    const frames = { raw: { width: 20, height: 40, channels: 3, pageHeight: 20 } } as const;
    const pixels = Buffer.from(Array.from({ length: 20 * 40 * 3 }, (_, i) => (i * 7) % 256));
    for (const encode of ['gif', 'webp'] as const) {
      const bytes = await sharp(pixels, frames)
        [encode]({ delay: [50, 50] })
        .toBuffer();
      expect((await sharp(bytes).metadata()).pages).toBe(2);
      const { verdict } = await inspectBytes(bytes, encode);
      expect(verdict, encode).toMatchObject({ image: { width: 20, height: 20, animated: true } });
    }
  });
});
