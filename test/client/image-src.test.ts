import { describe, expect, it } from 'vitest';
import { imageSrc, imageSrcSet } from '../../client/image-src.ts';
import type { PreSignedUrl } from '../../client/types.ts';

const SIGNED =
  'https://images.test/i/a/b/{width}?Policy=eyJ-_~&Signature=x__&Key-Pair-Id=K1&Hash-Algorithm=SHA256';
const at = (width: number) => SIGNED.replace('{width}', `${width}`);

const original = {
  id: 'a',
  url: 'https://bucket.test/a',
  method: 'GET',
  expiresIn: 3600,
  expiresAt: 1_790_003_600_000,
} satisfies PreSignedUrl;
const thumbnailUrl = 'https://bucket.test/a.webp';
const delivered = { ...original, thumbnailUrl, delivery: { url: SIGNED, widths: [320, 640, 960] } };
const ticket: PreSignedUrl = { ...original, method: 'PUT' };

describe('imageSrc', () => {
  it.each([
    [0, 320],
    [320, 320],
    [320.5, 640],
    [641, 960],
    [960, 960],
    [5000, 960],
    [Number.POSITIVE_INFINITY, 960],
  ])('for %d pixels is the smallest width that is enough, or else the largest: %d', (asked, given) =>
    expect(imageSrc(delivered, asked)).toBe(at(given)),
  );

  it.each<[string, PreSignedUrl, number, string]>([
    ['the thumbnail where that is enough', { ...original, thumbnailUrl }, 320, thumbnailUrl],
    ['the original beyond the thumbnail', { ...original, thumbnailUrl }, 321, original.url],
    ['the original where there is no thumbnail', original, 100, original.url],
    [
      'the same of an image that is smaller than any width',
      { ...original, thumbnailUrl, delivery: { url: SIGNED, widths: [] } },
      100,
      thumbnailUrl,
    ],
  ])('without delivery is %s', (_, given, width, url) => expect(imageSrc(given, width)).toBe(url));

  it.each([null, undefined, ticket])('of what is no image is nothing: %j', (given) =>
    expect(imageSrc(given, 640)).toBeUndefined(),
  );

  it.each([Number.NaN, -1, undefined, '640'])('refuses the width %j', (width) =>
    expect(() => imageSrc(delivered, width as number)).toThrow('width must be a number of pixels, 0 or more'),
  );
});

describe('imageSrcSet', () => {
  it('has every width with its URL as it was signed', () =>
    expect(imageSrcSet(delivered)).toBe(`${at(320)} 320w, ${at(640)} 640w, ${at(960)} 960w`));

  it('escapes what would end a URL there', () => {
    const delivery = { url: 'https://images.test/{width}?a=1, 2,', widths: [320] };
    expect(imageSrcSet({ ...original, delivery })).toBe('https://images.test/320?a=1%2C%202%2C 320w');
  });

  it.each<[string, PreSignedUrl | null | undefined]>([
    ['no delivery', original],
    ['an image that is smaller than any width', { ...original, delivery: { url: SIGNED, widths: [] } }],
    ['a ticket', ticket],
    ['no image', null],
    ['nothing', undefined],
  ])('is undefined for %s', (_, given) => expect(imageSrcSet(given)).toBeUndefined());
});
