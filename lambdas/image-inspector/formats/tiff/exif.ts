import { BrokenImage, type ByteSource } from '../source.ts';
import { MAX_ENTRIES, numberIn, unsigned } from './entry.ts';

const ORIENTATION = 0x0112;
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
  if (unsigned(header, 2, 2, little) !== MAGIC) return undefined;
  const ifd = start + unsigned(header, 4, 4, little);
  if (ifd < start + 8 || ifd + 2 > end) return undefined;

  const count = unsigned(await source.read(ifd, 2, Math.min(512, end - ifd)), 0, 2, little);
  const fitting = Math.min(count, MAX_ENTRIES, Math.floor((end - ifd - 2) / 12));
  for (let i = 0; i < fitting; i++) {
    const entry = await source.read(ifd + 2 + i * 12, 12);
    if (unsigned(entry, 0, 2, little) !== ORIENTATION) continue;
    return asOrientation(numberIn(entry, { little, big: false }));
  }
  return undefined;
}

/** The value if it is an EXIF orientation; anything else means none. */
export function asOrientation(value: number | undefined): number | undefined {
  return value !== undefined && value >= 1 && value <= 8 ? value : undefined;
}
