import type { ImageHeader } from '../header.ts';
import { boxes } from '../heif/boxes.ts';
import { BrokenImage, type ByteSource } from '../source.ts';
import { BitReader } from './bits.ts';

const AHEAD = 1024;
/** The longest size header and the fields behind it, bytes. */
const HEADER_BYTES = 40;

/** Width to height, by the ratio's number from 1 on; with number 0 the width is written out. */
const RATIOS = [undefined, [1, 1], [12, 10], [4, 3], [3, 2], [16, 9], [5, 4], [2, 1]] as const;

/**
 * JPEG XL: a bare codestream, or one in boxes (`jxlc`, or its parts `jxlp`).
 * ISO/IEC 18181-1, A.3 and 18181-2, 9; https://github.com/libjxl/libjxl/blob/main/doc/format_overview.md
 */
export async function readJxl(source: ByteSource): Promise<ImageHeader> {
  const bytes = await codestream(source);
  if (bytes.length < 2 || bytes.readUInt16BE(0) !== 0xff0a)
    throw new BrokenImage('This JPEG XL has no codestream.');
  const bits = new BitReader(bytes.subarray(2));
  const { width, height } = readSize(bits);
  const { orientation, animated } = readMetadata(bits);
  return { contentType: 'image/jxl', storedWidth: width, storedHeight: height, orientation, animated };
}

/** The start of the codestream, out of as many boxes as it is in. */
async function codestream(source: ByteSource): Promise<Buffer> {
  if ((await source.read(0, 1)).readUInt8(0) === 0xff)
    return source.read(0, Math.min(HEADER_BYTES, source.size));
  let held = Buffer.alloc(0);
  for await (const { type, start, end } of boxes(source, 0, source.size, AHEAD)) {
    if (type !== 'jxlc' && type !== 'jxlp') continue;
    // A part carries its index in four bytes.
    const from = type === 'jxlp' ? start + 4 : start;
    const length = Math.min(HEADER_BYTES - held.length, end - from);
    if (length > 0) held = Buffer.concat([held, await source.read(from, length)]);
    if (type === 'jxlc' || held.length === HEADER_BYTES) break;
  }
  return held;
}

/** SizeHeader: in units of 8 up to 256, or written out; the width by ratio where it has one. */
function readSize(bits: BitReader): { width: number; height: number } {
  const small = bits.read(1) === 1;
  const side = () => (small ? (bits.read(5) + 1) * 8 : 1 + bits.read([9, 13, 18, 30][bits.read(2)]!));
  const height = side();
  const ratio = RATIOS[bits.read(3)];
  const width = ratio ? Math.floor((height * ratio[0]) / ratio[1]) : side();
  return { width, height };
}

/** The start of ImageMetadata: orientation, intrinsic size and preview (skipped), animation. */
function readMetadata(bits: BitReader): { orientation: number; animated: boolean } {
  const allDefault = bits.read(1) === 1;
  if (allDefault || bits.read(1) === 0) return { orientation: 1, animated: false };
  const orientation = bits.read(3) + 1;
  if (bits.read(1) === 1) readSize(bits);
  if (bits.read(1) === 1) skipPreview(bits);
  return { orientation, animated: bits.read(1) === 1 };
}

/** PreviewHeader: as SizeHeader, with sides of its own widths. */
function skipPreview(bits: BitReader): void {
  const inEights = bits.read(1) === 1;
  const side = () => {
    const choice = bits.read(2);
    if (inEights) return choice < 2 ? undefined : bits.read(choice === 2 ? 5 : 9);
    return bits.read([6, 8, 10, 12][choice]!);
  };
  side();
  if (bits.read(3) === 0) side();
}
