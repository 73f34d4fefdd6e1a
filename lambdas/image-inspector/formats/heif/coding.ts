import type { ImageType } from '../../../../contract/image-types.ts';
import { UnsupportedImage } from '../source.ts';

/** How pixels are coded: a media type, or the name of one that nobody accepts. */
type Coding = ImageType | { unsupported: string };

const AVC = { unsupported: 'HEIF of AVC coding' };
const VVC = { unsupported: 'HEIF of VVC coding' };
const EVC = { unsupported: 'HEIF of EVC coding' };
const JPEG = { unsupported: 'HEIF of JPEG coding' };
const JPEG_2000 = { unsupported: 'HEIF of JPEG 2000 coding' };
const JPEG_XS = { unsupported: 'HEIF of JPEG XS coding' };
const UNCOMPRESSED = { unsupported: 'HEIF without compression' };

/** Codings by the type of an item or of a sample entry. https://mp4ra.org/registered-types/sample-entries */
const CODINGS: ReadonlyMap<string, Coding> = new Map<string, Coding>([
  ['av01', 'image/avif'],
  ['hvc1', 'image/heic'],
  ['hvc2', 'image/heic'],
  ['hev1', 'image/heic'],
  ['lhv1', 'image/heic'],
  ['lhe1', 'image/heic'],
  ['avc1', AVC],
  ['avc3', AVC],
  ['vvc1', VVC],
  ['vvi1', VVC],
  ['evc1', EVC],
  ['jpeg', JPEG],
  ['mjpg', JPEG],
  ['j2k1', JPEG_2000],
  ['j2ki', JPEG_2000],
  ['mjp2', JPEG_2000],
  ['jxs1', JPEG_XS],
  ['jxsi', JPEG_XS],
  ['jxsm', JPEG_XS],
  ['unci', UNCOMPRESSED],
  ['uncv', UNCOMPRESSED],
]);

/** Brands by what they promise; generic ones promise nothing of the coding. https://mp4ra.org/registered-types/brands */
const BRANDS: [brand: RegExp, coding: Coding | undefined][] = [
  [/^avi[fso]$/, 'image/avif'],
  [/^he[iv][cxms]$/, 'image/heic'],
  [/^avc[is]$/, AVC],
  [/^vvi[cs]$/, VVC],
  [/^ev[bm][is]$/, EVC],
  [/^jpg[es]$|^jpeg$/, JPEG],
  [/^j2[ki][is]$/, JPEG_2000],
  [/^jxs[is]$/, JPEG_XS],
  [/^unif$/, UNCOMPRESSED],
  [/^m[is]f[123]$|^miaf$/, undefined],
];

/** Whether a brand is one of HEIF's, of whatever coding. */
export function isHeifBrand(brand: string): boolean {
  return BRANDS.some(([known]) => known.test(brand));
}

/** Whether an item or sample entry of this type is coded pixels, and not made of others, as a grid is. */
export function isCoded(type: string): boolean {
  return CODINGS.has(type);
}

/**
 * The media type of a HEIF: what its pixels are coded in decides, and only where that is not known its brands, the
 * major one first.
 * @throws UnsupportedImage for all that is neither HEIC nor AVIF
 */
export function heifType(brands: string[], codec: string | undefined): ImageType {
  const coding = CODINGS.get(codec ?? '') ?? brands.map(codingOfBrand).find((known) => known !== undefined);
  if (typeof coding === 'string') return coding;
  throw new UnsupportedImage(coding?.unsupported ?? 'HEIF of unknown coding');
}

function codingOfBrand(brand: string): Coding | undefined {
  return BRANDS.find(([known]) => known.test(brand))?.[1];
}
