import type { ByteSource } from '../source.ts';

/** How a file writes its numbers, and how large its offsets are: 4 bytes in TIFF, 8 in BigTIFF. */
export interface Layout {
  little: boolean;
  big: boolean;
}

/** More entries than any directory has. */
export const MAX_ENTRIES = 4096;

/**
 * The field types of whole numbers: BYTE, SHORT, LONG, SBYTE, SSHORT, SLONG, and BigTIFF's LONG8 and SLONG8.
 * Specifications want one or the other, decoders take them all.
 * https://download.osgeo.org/libtiff/doc/TIFF6.pdf (section 2), https://www.awaresystems.be/imaging/tiff/bigtiff.html
 */
const WHOLE_NUMBERS: Record<number, { size: 1 | 2 | 4 | 8; signed: boolean }> = {
  1: { size: 1, signed: false },
  3: { size: 2, signed: false },
  4: { size: 4, signed: false },
  6: { size: 1, signed: true },
  8: { size: 2, signed: true },
  9: { size: 4, signed: true },
  16: { size: 8, signed: false },
  17: { size: 8, signed: true },
};

/** The whole number in a directory's entry, of several the first; undefined where there is none, or it does not fit. */
export function numberIn(entry: Buffer, { little, big }: Layout): number | undefined {
  const { field, values, room, at } = parts(entry, little, big);
  if (!field || values === 0 || field.size * values > room) return undefined;
  return whole(entry, at, field, little);
}

/** The same, or the single number that the entry points to: 8 bytes do not fit into an entry of TIFF. */
export async function readNumber(source: ByteSource, entry: Buffer, layout: Layout) {
  const { little, big } = layout;
  const { field, values, room, at } = parts(entry, little, big);
  if (!field || values !== 1 || field.size <= room) return numberIn(entry, layout);
  return whole(await source.read(unsigned(entry, at, room, little), field.size), 0, field, little);
}

/** Field type and count of an entry, and the place of `room` bytes for a value or an offset. */
function parts(entry: Buffer, little: boolean, big: boolean) {
  const [room, at] = big ? [8, 12] : [4, 8];
  const values = unsigned(entry, 4, at - 4, little);
  return { field: WHOLE_NUMBERS[unsigned(entry, 2, 2, little)], values, room, at };
}

/** An unsigned number of 1, 2, 4 or 8 bytes. */
export function unsigned(bytes: Buffer, at: number, size: number, little: boolean): number {
  return whole(bytes, at, { size, signed: false }, little);
}

function whole(bytes: Buffer, at: number, field: { size: number; signed: boolean }, little: boolean): number {
  const { size, signed } = field;
  if (size === 8) {
    if (signed) return Number(little ? bytes.readBigInt64LE(at) : bytes.readBigInt64BE(at));
    return Number(little ? bytes.readBigUInt64LE(at) : bytes.readBigUInt64BE(at));
  }
  if (signed) return little ? bytes.readIntLE(at, size) : bytes.readIntBE(at, size);
  return little ? bytes.readUIntLE(at, size) : bytes.readUIntBE(at, size);
}
