import { BrokenImage, type ByteSource } from './source.ts';

const ORIENTATION = 0x0112;
/**
 * Bytes of one value of the integer types. Exif wants a SHORT; decoders take BYTE, LONG, and the signed three (6, 8, 9)
 * as well, all of which write 1 to 8 alike.
 */
const VALUE_SIZE: Record<number, 1 | 2 | 4> = { 1: 1, 3: 2, 4: 4, 6: 1, 8: 2, 9: 4 };
const MAGIC = 42;

/**
 * The orientation (1 to 8) in an EXIF block, which is a TIFF file of its own from `start` to `end`; undefined
 * where there is none or the block is broken, which no decoder holds against the image.
 * CIPA DC-008 (Exif 3.0) 4.6.5; https://exiftool.org/TagNames/EXIF.html
 */
export async function readExifOrientation(
  source: ByteSource,
  start: number,
  end: number,
): Promise<number | undefined> {
  try {
    return await findOrientation(source, start, Math.min(end, source.size));
  } catch (error) {
    if (error instanceof BrokenImage) return undefined;
    throw error;
  }
}

async function findOrientation(source: ByteSource, start: number, end: number): Promise<number | undefined> {
  if (start + 14 > end) return undefined;
  const header = await source.read(start, 8);
  const order = header.toString('latin1', 0, 2);
  if (order !== 'II' && order !== 'MM') return undefined;
  const little = order === 'II';
  if ((little ? header.readUInt16LE(2) : header.readUInt16BE(2)) !== MAGIC) return undefined;
  const ifd = start + (little ? header.readUInt32LE(4) : header.readUInt32BE(4));
  if (ifd < start + 8 || ifd + 2 > end) return undefined;

  const countBytes = await source.read(ifd, 2, Math.min(512, end - ifd));
  const count = little ? countBytes.readUInt16LE(0) : countBytes.readUInt16BE(0);
  const fitting = Math.min(count, Math.floor((end - ifd - 2) / 12));
  for (let i = 0; i < fitting; i++) {
    const entry = await source.read(ifd + 2 + i * 12, 12);
    const tag = little ? entry.readUInt16LE(0) : entry.readUInt16BE(0);
    if (tag !== ORIENTATION) continue;
    const size = VALUE_SIZE[little ? entry.readUInt16LE(2) : entry.readUInt16BE(2)];
    const values = little ? entry.readUInt32LE(4) : entry.readUInt32BE(4);
    // More than four bytes stand elsewhere, and here is but where.
    if (!size || values === 0 || values * size > 4) return undefined;
    return asOrientation(little ? entry.readUIntLE(8, size) : entry.readUIntBE(8, size));
  }
  return undefined;
}

/** The value if it is an EXIF orientation; anything else means none. */
export function asOrientation(value: number | undefined): number | undefined {
  return value !== undefined && value >= 1 && value <= 8 ? value : undefined;
}
