import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { WIDEST_RENDITION } from '../../../contract/sizes.ts';
import { drawMaster, drawRendition, MOST_BYTES } from '../../../lambdas/renderer/draw.ts';
import { Undrawable } from '../../../lambdas/shared/drawing/open-image.ts';

const MAX_PIXELS = 100_000_000;

/** An upright scene that tells its sides: red on the left, green on top of the right, blue below it. */
const scene = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#c02020' } }).composite([
    {
      input: { create: { width: width / 2, height: height / 2, channels: 3, background: '#20c020' } },
      left: width / 2,
      top: 0,
    },
    {
      input: { create: { width: width / 2, height: height / 2, channels: 3, background: '#2020c0' } },
      left: width / 2,
      top: height / 2,
    },
  ]);

const NOISE = { type: 'gaussian', mean: 128, sigma: 60 } as const;

async function rendered(original: Uint8Array, width: number, format: 'webp' | 'jpg' = 'webp') {
  const master = await drawMaster(original, MAX_PIXELS);
  const bytes = await drawRendition(master.bytes, width, format);
  return { master, bytes, facts: await sharp(bytes).metadata() };
}

/** The colours in the middle of the four quarters. */
async function quarters(image: Buffer): Promise<number[]> {
  const { data, info } = await sharp(image).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number) => {
    const from = (Math.floor(info.height * y) * info.width + Math.floor(info.width * x)) * info.channels;
    return [...data.subarray(from, from + 3)];
  };
  return [at(0.25, 0.25), at(0.75, 0.25), at(0.25, 0.75), at(0.75, 0.75)].flat();
}

/** The greatest difference of a channel in the middle of the four quarters. */
async function difference(one: Buffer, other: Buffer): Promise<number> {
  const [a, b] = [await quarters(one), await quarters(other)];
  return Math.max(...a.map((value, at) => Math.abs(value - b[at]!)));
}

describe('a rendition', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'is upright from EXIF orientation %i, and has no metadata',
    async (orientation) => {
      const turned = await scene(800, 600).jpeg({ quality: 95 }).withMetadata({ orientation }).toBuffer();
      const { bytes, facts } = await rendered(turned, 320);
      const upright = await sharp(turned).autoOrient().resize(320).png().toBuffer();
      const { width, height } = await sharp(upright).metadata();
      expect([facts.width, facts.height]).toEqual([width, height]);
      expect(await difference(bytes, upright)).toBeLessThan(8);
      expect([facts.exif, facts.xmp, facts.iptc, facts.orientation]).toEqual([
        undefined,
        undefined,
        undefined,
        undefined,
      ]);
    },
  );

  it('has no GPS and no comment that the original had, in either format, nor in the master', async () => {
    const original = await scene(400, 300)
      .jpeg()
      .withExif({ IFD0: { Copyright: 'Ann' }, IFD3: { GPSLatitude: '51/1 30/1 0/1' } })
      .toBuffer();
    expect((await sharp(original).metadata()).exif).toBeDefined();
    for (const format of ['webp', 'jpg'] as const) {
      const { bytes, master } = await rendered(original, 320, format);
      for (const drawn of [bytes, master.bytes]) {
        const { exif, icc, xmp } = await sharp(drawn).metadata();
        expect([exif, icc, xmp]).toEqual([undefined, undefined, undefined]);
        expect(drawn.includes('Ann')).toBe(false);
      }
    }
  });

  it.each(['p3', 'cmyk'])(
    'shows the colours of a %s original as sharp’s own conversion does',
    async (profile) => {
      const image = scene(400, 300);
      const original = await (profile === 'cmyk' ? image.toColourspace('cmyk') : image)
        .withIccProfile(profile)
        .jpeg({ quality: 95 })
        .toBuffer();
      expect((await sharp(original).metadata()).icc).toBeDefined();
      const own = await sharp(original).resize(320).toColourspace('srgb').png().toBuffer();
      for (const format of ['webp', 'jpg'] as const)
        expect(await difference((await rendered(original, 320, format)).bytes, own)).toBeLessThan(8);
    },
  );

  it('is never enlarged, and never wider than it was asked for', async () => {
    const original = await scene(500, 250).png().toBuffer();
    expect((await rendered(original, 320)).facts).toMatchObject({ width: 320, height: 160 });
    expect((await rendered(original, 2560)).facts).toMatchObject({ width: 500, height: 250 });
  });

  it('comes from a master of at most 2,560 pixels', async () => {
    const original = await scene(4000, 3000).jpeg().toBuffer();
    const { master } = await rendered(original, 320);
    expect(await sharp(master.bytes).metadata()).toMatchObject({ width: WIDEST_RENDITION, height: 1920 });
  });

  it('keeps what is transparent in WebP, and has white in its place in JPEG', async () => {
    const original = await sharp({
      create: { width: 40, height: 40, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } },
    })
      .png()
      .toBuffer();
    expect((await rendered(original, 320)).facts).toMatchObject({ hasAlpha: true });
    const { bytes } = await rendered(original, 320, 'jpg');
    expect([...(await sharp(bytes).raw().toBuffer())].every((value) => value > 250)).toBe(true);
  });

  it.each(['gif', 'webp'] as const)('of an animated %s is its first frame', async (format) => {
    const frame = (background: string) =>
      sharp({ create: { width: 30, height: 20, channels: 3, background } })
        .png()
        .toBuffer();
    const frames = [await frame('#ff0000'), await frame('#00ff00'), await frame('#0000ff')];
    const animated = await sharp(frames, { join: { animated: true } })
      .toFormat(format)
      .toBuffer();
    expect((await sharp(animated).metadata()).pages).toBe(3);
    const { bytes, facts } = await rendered(animated, 320);
    expect(facts).toMatchObject({ width: 30, height: 20 });
    const [red, green, blue] = await sharp(bytes).removeAlpha().raw().toBuffer();
    expect(red! > 200 && green! < 60 && blue! < 60).toBe(true);
  });

  it.each(['webp', 'jpg'] as const)(
    'as %s fits into a function’s answer, whatever it shows',
    async (format) => {
      const noise = await sharp({
        create: { width: 2560, height: 4000, channels: 3, background: '#000', noise: NOISE },
      })
        .png({ compressionLevel: 1 })
        .toBuffer();
      const { bytes } = await rendered(noise, 2560, format);
      expect(bytes.length).toBeLessThanOrEqual(MOST_BYTES);
    },
  );

  it.each(['webp', 'jpg'] as const)('of a very tall image is as high as a %s can be', async (format) => {
    const tall = await sharp({ create: { width: 400, height: 30_000, channels: 3, background: '#888' } })
      .png()
      .toBuffer();
    const { facts } = await rendered(tall, 2560, format);
    expect(facts.height).toBeLessThanOrEqual(16_383);
    expect(facts.width).toBeGreaterThan(200);
  });
});

describe('an original that cannot be drawn', () => {
  const refused = (bytes: Buffer, maxPixels = MAX_PIXELS) =>
    drawMaster(bytes, maxPixels).then(
      () => 'drawn',
      (error: unknown) => (error instanceof Undrawable ? error.code : error),
    );

  it('is refused with its reason', async () => {
    const jpeg = await scene(800, 600).jpeg().toBuffer();
    expect(await refused(jpeg, 1000)).toBe('TooManyPixels');
    expect(await refused(jpeg.subarray(0, jpeg.length / 2))).toBe('Undecodable');
    expect(await refused(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'))).toBe('Undecodable');
  });
});
