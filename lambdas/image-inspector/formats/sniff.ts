import type { ImageType } from '../../../contract/image-types.ts';
import { isHeifBrand } from './heif/coding.ts';

/** A type that a reader is there for, or the name of an image format that no stage can allow. */
export type Sniffed = { type: ImageType } | { unsupported: string };

/**
 * Leading bytes (as Latin-1, `?` for any byte) and what they stand for: a media type, or a name. The first match
 * counts. Only from here does any byte get to a reader. The specifications are named by the readers; the others:
 * https://www.iana.org/assignments/media-types/, https://en.wikipedia.org/wiki/List_of_file_signatures
 */
const MAGIC: [bytes: string, ImageType | { unsupported: string }][] = [
  ['\xff\xd8\xff\xf7', { unsupported: 'JPEG-LS' }],
  ['\xff\xd8\xff', 'image/jpeg'],
  ['\x89PNG\r\n\x1a\n', 'image/png'],
  ['GIF87a', 'image/gif'],
  ['GIF89a', 'image/gif'],
  ['RIFF????WEBP', 'image/webp'],
  ['II*\0????CR', { unsupported: 'Canon raw' }],
  ['II*\0????IIII', { unsupported: 'Phase One raw' }],
  ['MM\0*????MMMM', { unsupported: 'Phase One raw' }],
  ['II*\0', 'image/tiff'],
  ['MM\0*', 'image/tiff'],
  ['II+\0\b\0\0\0', 'image/tiff'],
  ['MM\0+\0\b\0\0', 'image/tiff'],
  ['\xff\x0a', 'image/jxl'],
  ['\0\0\0\x0cJXL \r\n\x87\n', 'image/jxl'],
  ['8BPS\0\x01', 'image/vnd.adobe.photoshop'],
  ['8BPS\0\x02', 'image/vnd.adobe.photoshop'],
  ['DDS |\0\0\0', { unsupported: 'DirectDraw Surface' }],
  ['\0\0\0\x0cjP  \r\n\x87\n', { unsupported: 'JPEG 2000' }],
  ['\xff\x4f\xff\x51', { unsupported: 'JPEG 2000' }],
  ['II\xbc', { unsupported: 'JPEG XR' }],
  ['\x8bJNG\r\n\x1a\n', { unsupported: 'JNG' }],
  ['\x8aMNG\r\n\x1a\n', { unsupported: 'MNG' }],
  ['v/1\x01', { unsupported: 'OpenEXR' }],
  ['#?RADIANCE', { unsupported: 'Radiance HDR' }],
  ['#?RGBE', { unsupported: 'Radiance HDR' }],
  ['qoif', { unsupported: 'QOI' }],
  ['icns', { unsupported: 'Apple icon' }],
  ['\xabKTX ', { unsupported: 'KTX' }],
  ['FLIF', { unsupported: 'FLIF' }],
  ['BPG\xfb', { unsupported: 'BPG' }],
  ['farbfeld', { unsupported: 'farbfeld' }],
  ['gimp xcf ', { unsupported: 'GIMP XCF' }],
  ['SIMPLE  =', { unsupported: 'FITS' }],
  ['\x0a\x05\x01\x08', { unsupported: 'PCX' }],
  ['\x01\xda\x01', { unsupported: 'SGI' }],
  ['\x01\xda\0', { unsupported: 'SGI' }],
  ['\x59\xa6\x6a\x95', { unsupported: 'Sun raster' }],
  ['IIII?waR', { unsupported: 'Phase One raw' }],
  ['MMMMRaw?', { unsupported: 'Phase One raw' }],
  ['II\x1a\0\0\0HEAPCCDR', { unsupported: 'Canon raw' }],
  ['\0MRM', { unsupported: 'Minolta raw' }],
  ['FUJIFILMCCD-RAW', { unsupported: 'Fujifilm raw' }],
  ['IIRO', { unsupported: 'Olympus raw' }],
  ['IIRS', { unsupported: 'Olympus raw' }],
  ['MMOR', { unsupported: 'Olympus raw' }],
  ['IIU\0', { unsupported: 'Panasonic raw' }],
  ['FOVb', { unsupported: 'Sigma raw' }],
  ['\xd7\xcd\xc6\x9a', { unsupported: 'Windows metafile' }],
];

/** What the leading bytes of an object say; undefined where they are no image's. */
export function sniff(head: Buffer): Sniffed | undefined {
  const text = head.toString('latin1');
  for (const [bytes, found] of MAGIC) {
    if (startsWith(text, bytes)) return typeof found === 'string' ? { type: found } : found;
  }
  return (
    sniffIsoMedia(text) ??
    sniffBmp(head) ??
    sniffIcon(head) ??
    sniffPnm(text) ??
    sniffSvg(head) ??
    sniffTga(head)
  );
}

function startsWith(text: string, bytes: string): boolean {
  if (text.length < bytes.length) return false;
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] !== '?' && bytes[i] !== text[i]) return false;
  }
  return true;
}

/** HEIF in all its codings by the brands in `ftyp`; the reader settles which one. ISO/IEC 14496-12, 4.3. */
function sniffIsoMedia(text: string): Sniffed | undefined {
  if (text.slice(4, 8) !== 'ftyp') return undefined;
  const end = Buffer.from(text.slice(0, 4), 'latin1').readUInt32BE(0);
  const brands = [text.slice(8, 12)];
  for (let at = 16; at + 4 <= Math.min(end, text.length); at += 4) brands.push(text.slice(at, at + 4));
  if (brands[0] === 'crx ') return { unsupported: 'Canon raw' };
  return brands.some(isHeifBrand) ? { type: 'image/heic' } : undefined;
}

/** `BM`, or an OS/2 bitmap array of them, with a header size that exists. */
function sniffBmp(head: Buffer): Sniffed | undefined {
  const array = head.toString('latin1', 0, 2) === 'BA' ? 14 : 0;
  if (head.toString('latin1', array, array + 2) !== 'BM' || head.length < array + 18) return undefined;
  const headerSize = head.readUInt32LE(array + 14);
  return headerSize >= 12 && headerSize <= 1024 ? { type: 'image/bmp' } : undefined;
}

/** Reserved 0, type 1 (icon) or 2 (cursor), and at least one entry, whose reserved byte is 0 (255 as .NET writes it). */
function sniffIcon(head: Buffer): Sniffed | undefined {
  if (head.length < 22 || head.readUInt16LE(0) !== 0 || (head[9] !== 0 && head[9] !== 255)) return undefined;
  const kind = head.readUInt16LE(2);
  const count = head.readUInt16LE(4);
  const offset = head.readUInt32LE(18);
  return (kind === 1 || kind === 2) && count > 0 && offset >= 6 + 16 * count
    ? { type: 'image/x-icon' }
    : undefined;
}

/** `P1` to `P7` and the floating `PF`, `Pf`, followed by white space and a number, a comment or a PAM header. */
function sniffPnm(text: string): Sniffed | undefined {
  return /^P(?:[1-6Ff]\s\s*(?:#|\d)|7\n)/.test(text) ? { type: 'image/x-portable-anymap' } : undefined;
}

/** The root element is `svg`, whatever of XML's prolog stands ahead of it. https://www.w3.org/TR/SVG2/ */
function sniffSvg(head: Buffer): Sniffed | undefined {
  const wide = head[0] === 0xff && head[1] === 0xfe ? 'utf16le' : 'utf8';
  const text = head
    .subarray(0, 4096)
    .toString(wide)
    .replace(/^\ufeff/, '');
  if (!/^\s*</.test(text)) return undefined;
  const prolog = /^(?:\s+|<\?[^>]*\?>|<!--[\s\S]*?-->|<!DOCTYPE[^[>]*(?:\[[\s\S]*?\]\s*)?>)*/i.exec(text)![0];
  const rest = text.slice(prolog.length);
  return /^<(?:[\w.-]+:)?svg[\s/>]/.test(rest) || /^\s*<!DOCTYPE svg/i.test(rest)
    ? { unsupported: 'SVG' }
    : undefined;
}

/** TGA has no signature ahead; its first fields have few legal values. Truevision TGA 2.0, fields 2, 3, 5 and 6. */
function sniffTga(head: Buffer): Sniffed | undefined {
  if (head.length < 18) return undefined;
  const [, mapType = 0, imageType = 0, , , , , mapDepth = 0] = head;
  const plausible =
    (mapType === 0 ? mapDepth === 0 : mapType === 1 && [15, 16, 24, 32].includes(mapDepth)) &&
    [1, 2, 3, 9, 10, 11].includes(imageType) &&
    [8, 15, 16, 24, 32].includes(head[16]!) &&
    head.readUInt16LE(12) > 0 &&
    head.readUInt16LE(14) > 0 &&
    (head[17]! & 0xc0) === 0;
  return plausible ? { unsupported: 'TGA' } : undefined;
}
