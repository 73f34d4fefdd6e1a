import { BrokenImage, type ByteSource } from '../source.ts';
import type { Box } from './boxes.ts';
import type { HeifSize } from './size.ts';

/** Bytes of all the fields up to the type of the coding, the longest there can be. */
const FIELDS_BYTES = 24;
/** `chroma_subsampling` of 4:2:0 and 4:2:2, with which the place of the chroma samples is told. */
const [CHROMA_420, CHROMA_422] = [1, 2];
/** Orientations from here on lay the image on its side, as in EXIF. */
const ON_ITS_SIDE = 5;

/**
 * The minimized image box: one image in a few bits instead of `meta`. Its orientation is that of EXIF, and turns the
 * stored size; the coding is that of the file's brand where the box does not name one.
 * ISO/IEC 23008-12:2025, Annex O
 */
export async function readMinimizedImage(source: ByteSource, mini: Box): Promise<HeifSize> {
  const fields = bitReader(await source.read(mini.start, Math.min(FIELDS_BYTES, mini.end - mini.start)));
  if (fields(2) !== 0) throw new BrokenImage('Its minimized image is of an unknown version.');
  const namesCoding = fields(1);
  const isFloat = fields(1);
  fields(1); // full range
  const hasAlpha = fields(1);
  const hasColours = fields(1);
  fields(4); // HDR, ICC, EXIF, XMP
  const chroma = fields(2);
  const turned = fields(3) + 1 >= ON_ITS_SIDE;
  const sideBits = fields(1) === 1 ? 15 : 7;
  const [storedWidth, storedHeight] = [fields(sideBits) + 1, fields(sideBits) + 1];
  const [width, height] = turned ? [storedHeight, storedWidth] : [storedWidth, storedHeight];
  const size = { storedWidth, storedHeight, width, height };
  if (namesCoding === 0) return size;

  if (chroma === CHROMA_420 || chroma === CHROMA_422) fields(1);
  if (chroma === CHROMA_420) fields(1);
  // The depth: of floats 2 bits, of integers 3 where they have more than 8 bits.
  if (isFloat === 1) fields(2);
  else if (fields(1) === 1) fields(3);
  if (hasAlpha === 1) fields(1);
  if (hasColours === 1) fields(24);
  const codec = [fields(8), fields(8), fields(8), fields(8)];
  return { ...size, codec: String.fromCharCode(...codec) };
}

/** Takes fields of bits one after the other, most significant bit first. @throws RangeError beyond the end */
function bitReader(bytes: Buffer): (count: number) => number {
  let at = 0;
  return (count) => {
    let value = 0;
    for (let i = 0; i < count; i++, at++)
      value = value * 2 + ((bytes.readUInt8(at >> 3) >> (7 - (at & 7))) & 1);
    return value;
  };
}
