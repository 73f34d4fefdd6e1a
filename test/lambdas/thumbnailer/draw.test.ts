import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import sharp from 'sharp';
import { thumbHashToAverageRGBA } from 'thumbhash';
import { describe, expect, it } from 'vitest';
import { isDrawable, Undrawable } from '../../../lambdas/shared/drawing/open-image.ts';
import { type Drawing, draw } from '../../../lambdas/thumbnailer/draw.ts';
import { cornered } from './cornered.ts';
import { pngHeader } from './png.ts';

const MAX_PIXELS = 100_000_000;
const sample = (name: string) => readFileSync(new URL(`../../../samples/${name}`, import.meta.url));
const codeOf = (bytes: Uint8Array, maxPixels = MAX_PIXELS) =>
  draw(bytes, maxPixels).then(
    () => 'drawn',
    (error: unknown) => (error instanceof Undrawable ? error.code : error),
  );

/** Width and height as an inspection of the sample tells them, and those of its thumbnail. */
const SAMPLES: Record<string, [width: number, height: number]> = {
  'day.gif': [240, 135],
  'day.webp': [320, 180],
  'hills.avif': [320, 180],
  'hills.jpg': [320, 180],
  'hills.webp': [320, 180],
  'icon.png': [256, 256],
  'phone.jpg': [213, 320],
  'scan.tif': [320, 213],
};

describe('a thumbnail', () => {
  it.each(Object.entries(SAMPLES))('of %s fits 320 pixels and keeps its proportion', async (name, size) => {
    const { webp, width, height } = await draw(sample(name), MAX_PIXELS);
    expect([width, height]).toEqual(size);
    expect(await sharp(webp).metadata()).toMatchObject({ format: 'webp', width, height });
  });

  it('is never larger than its image', async () => {
    const tiny = await sharp({ create: { width: 3, height: 2, channels: 3, background: 'red' } })
      .png()
      .toBuffer();
    expect(await draw(tiny, MAX_PIXELS)).toMatchObject({ width: 3, height: 2 });
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('stands upright under EXIF orientation %i', async (orientation) => {
    const { webp, width, height } = await draw(await cornered(orientation), MAX_PIXELS);
    expect([width, height]).toEqual([60, 30]);
    const { data, info } = await sharp(webp).raw().toBuffer({ resolveWithObject: true });
    const [red, green, blue] = data.subarray((4 * info.width + 4) * info.channels);
    expect([red! > 200, green! < 60, blue! < 60]).toEqual([true, true, true]);
  });

  it('carries no metadata, where the image has GPS coordinates, a description, XMP and a profile', async () => {
    const image = await sharp(sample('hills.jpg'))
      .withExif({
        IFD0: { ImageDescription: 'at home' },
        IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '50/1 5/1 30/1' },
      })
      .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"><private/></x:xmpmeta>')
      .withIccProfile('p3')
      .jpeg()
      .toBuffer();
    expect(Object.keys(await sharp(image).metadata())).toEqual(
      expect.arrayContaining(['exif', 'xmp', 'icc']),
    );
    const { webp } = await draw(image, MAX_PIXELS);
    const kept = await sharp(webp).metadata();
    expect(kept).not.toHaveProperty('exif');
    expect(kept).not.toHaveProperty('xmp');
    expect(kept).not.toHaveProperty('icc');
    expect(webp.includes('at home') || webp.includes('EXIF') || webp.includes('XMP ')).toBe(false);
  });

  it('keeps transparency', async () => {
    const { webp } = await draw(sample('icon.png'), MAX_PIXELS);
    expect((await sharp(webp).metadata()).hasAlpha).toBe(
      (await sharp(sample('icon.png')).metadata()).hasAlpha,
    );
  });

  it('is of the first frame of an animation alone', async () => {
    const colours = ['red', 'blue'].map((background) =>
      sharp({ create: { width: 40, height: 40, channels: 3, background } })
        .png()
        .toBuffer(),
    );
    const frames = await sharp(await Promise.all(colours), { join: { animated: true } })
      .gif()
      .toBuffer();
    const { webp } = await draw(frames, MAX_PIXELS);
    expect((await sharp(webp, { animated: true }).metadata()).pages ?? 1).toBe(1);
    expect(await dominant(webp)).toMatchObject({ r: expect.toSatisfy((red: number) => red > 200) });
  });

  it('comes with a ThumbHash of the same colours', async () => {
    const green = await sharp({ create: { width: 400, height: 300, channels: 3, background: '#20c040' } })
      .jpeg()
      .toBuffer();
    const { thumbhash } = await draw(green, MAX_PIXELS);
    const { r, g, b, a } = thumbHashToAverageRGBA(Buffer.from(thumbhash, 'base64'));
    expect(r).toBeCloseTo(0x20 / 255, 1);
    expect(g).toBeCloseTo(0xc0 / 255, 1);
    expect(b).toBeCloseTo(0x40 / 255, 1);
    expect(a).toBe(1);
    expect(thumbhash.length).toBeLessThanOrEqual(36);
  });

  it('is the same for the same bytes', async () => {
    const twice = await Promise.all([
      draw(sample('phone.jpg'), MAX_PIXELS),
      draw(sample('phone.jpg'), MAX_PIXELS),
    ]);
    expect(twice[0]).toEqual<Drawing>(twice[1]);
  });
});

describe('no thumbnail', () => {
  it.each(['image/heic', 'image/bmp', 'image/jxl', 'image/x-icon', 'image/vnd.adobe.photoshop'] as const)(
    'is drawn of %s, for which there is no decoder',
    (type) => expect(isDrawable(type)).toBe(false),
  );

  it('is drawn of a PNG that claims 30,000 × 30,000 pixels in a few bytes', async () => {
    expect(await codeOf(pngHeader(30_000, 30_000))).toBe('TooManyPixels');
  });

  it('is drawn of an image of one pixel over the limit, and is drawn of one at the limit', async () => {
    const image = await sharp({ create: { width: 100, height: 100, channels: 3, background: 'red' } })
      .png()
      .toBuffer();
    expect(await codeOf(image, 9_999)).toBe('TooManyPixels');
    expect(await codeOf(image, 10_000)).toBe('drawn');
  });

  it('is drawn of an SVG, whatever it refers to', async () => {
    const svg =
      '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="/etc/passwd"/></svg>';
    expect(await codeOf(Buffer.from(svg))).toBe('Undecodable');
  });

  it('is drawn of an image cut in half', async () => {
    for (const name of ['hills.jpg', 'icon.png', 'hills.webp', 'hills.avif']) {
      const bytes = sample(name);
      expect([name, await codeOf(bytes.subarray(0, bytes.length / 2))]).toEqual([name, 'Undecodable']);
    }
  });

  it('is drawn of HEIF with HEVC inside, though the loader knows the container', async () => {
    const avif = sample('hills.avif');
    const heic = Buffer.from(avif.toString('latin1').replaceAll('av01', 'hvc1'), 'latin1');
    expect(await codeOf(heic)).toBe('Undecodable');
  });

  it('is drawn of arbitrary bytes behind a magic number: always a code, never a crash', async () => {
    const heads = Object.keys(SAMPLES).map((name) => sample(name).subarray(0, 64));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...heads), fc.uint8Array({ maxLength: 2000 }), async (head, tail) => {
        expect(['Undecodable', 'TooManyPixels']).toContain(await codeOf(Buffer.concat([head, tail])));
      }),
      { numRuns: 150 },
    );
  }, 60_000);
});

it('flipped bytes anywhere in an image end in a thumbnail or a code', async () => {
  const images = ['icon.png', 'day.gif', 'day.webp', 'phone.jpg', 'scan.tif', 'hills.avif'].map(sample);
  const flips = fc.array(fc.tuple(fc.noBias(fc.nat()), fc.integer({ min: 1, max: 255 })), {
    minLength: 1,
    maxLength: 6,
  });
  const seen = new Set<unknown>();
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...images), flips, async (image, changes) => {
      const bytes = Buffer.from(image);
      for (const [place, mask] of changes) bytes[place % bytes.length]! ^= mask;
      const code = await codeOf(bytes);
      seen.add(code);
      expect(['drawn', 'Undecodable', 'TooManyPixels', 'TimedOut']).toContain(code);
    }),
    { numRuns: 150 },
  );
  expect([...seen]).toEqual(expect.arrayContaining(['drawn', 'Undecodable']));
}, 120_000);

async function dominant(bytes: Buffer) {
  return (await sharp(bytes).stats()).dominant;
}
