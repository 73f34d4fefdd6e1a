import { describe, expect, it } from 'vitest';
import { imageTypes } from '../../../contract/image-types.ts';
import { firstRange } from '../../../lambdas/image-inspector/formats/first-range.ts';
import { gif } from '../../../tools/specimens/craft-gif.ts';
import { tiffImage } from '../../../tools/specimens/craft-tiff.ts';
import { jpegWithSegmentEndingAt, specimens } from '../../../tools/specimens/specimens.ts';
import { inspectBytes } from './support/memory.ts';

describe('the readers', () => {
  it.each(specimens)('read $title', async ({ bytes, extension, image }) => {
    expect((await inspectBytes(bytes, extension)).verdict).toEqual({ image });
  });

  it.each(specimens)('say the same of $title under a name that says nothing', async ({ bytes, image }) => {
    expect((await inspectBytes(bytes, 'bin')).verdict).toEqual({ image });
  });

  it.each(specimens)('say the same of $title under every misleading name', async ({ bytes, image }) => {
    for (const extension of ['jpg', 'png', 'gif', 'webp', 'avif', 'heic', 'tif', 'bmp', 'psd']) {
      expect((await inspectBytes(bytes, extension)).verdict).toEqual({ image });
    }
  });

  it.each(specimens)(
    'take at most six requests and 4 MiB for $title, and no byte twice',
    async (specimen) => {
      const { ranges, gets, bytesRead } = await inspectBytes(specimen.bytes, specimen.extension);
      expect(gets).toBeLessThanOrEqual(6);
      expect(bytesRead).toBeLessThanOrEqual(4 * 1024 * 1024);
      const sorted = ranges.toSorted(([a], [b]) => a - b);
      for (const [i, [start]] of sorted.entries()) {
        if (i > 0) expect(start).toBeGreaterThanOrEqual(sorted[i - 1]![1]);
      }
    },
  );

  it('are tried on every type that a stage can allow', () => {
    expect(new Set(specimens.map(({ image }) => image.contentType))).toEqual(new Set(imageTypes));
  });
});

describe('a JPEG segment that ends where a range ends', () => {
  const ends = [24, 48, 64].flatMap((kib) => [-2, -1, 0, 1, 2].map((off) => kib * 1024 + off));

  it.each(ends)('at %i bytes leads to the same frame', async (end) => {
    const bytes = Buffer.concat([jpegWithSegmentEndingAt(end), Buffer.alloc(600_000)]);
    for (const upload of [bytes.subarray(0, end + 200), bytes.subarray(0, 200_000), bytes]) {
      expect((await inspectBytes(upload, 'jpg')).verdict).toMatchObject({
        image: { width: 300, height: 200 },
      });
    }
  });
});

describe('a GIF whose first frame is long', () => {
  it.each([60_000, 200_000])(
    'takes a second request and no third, at %i bytes a frame',
    async (frameBytes) => {
      for (const loop of [true, false]) {
        const bytes = gif(300, 200, { frames: 2, loop, frameBytes });
        const { gets, bytesRead } = await inspectBytes(bytes, 'gif');
        expect(gets).toBe(2);
        expect(bytesRead).toBeLessThanOrEqual(bytes.length > 128 * 1024 ? 8192 + 64 * 1024 : bytes.length);
      }
    },
  );
});

describe('a TIFF of many tags', () => {
  it.each([8, 100_000])(
    'whose directory stands %i bytes ahead is read to its end by two requests',
    async (gap) => {
      const more = Array.from({ length: 60 }, (_, i): [number, number, number] => [40_000 + i, 4, 1]);
      const bytes = Buffer.concat([tiffImage(300, 200, { gap, more }), Buffer.alloc(100_000)]);
      const { gets, bytesRead } = await inspectBytes(bytes, 'tif');
      expect(gets).toBe(2);
      expect(bytesRead).toBeLessThanOrEqual(512 + 1024);
    },
  );
});

describe('the first range', () => {
  it.each([
    [64 * 1024, 'image/tiff', 64 * 1024],
    [64 * 1024 + 1, 'image/tiff', 512],
    [512 * 1024, 'image/jpeg', 48 * 1024],
    [512 * 1024 + 1, 'image/jpeg', 64 * 1024],
    [100, 'image/jpeg', 100],
    [9_000_000, undefined, 4096],
  ] as const)('of %i bytes of %s has %i', (size, hint, bytes) => {
    expect(firstRange(size, hint)).toBe(bytes);
  });
});
