import { asOrientation } from './exif.ts';
import type { ImageHeader } from './header.ts';
import { BrokenImage, type ByteSource, UnsupportedImage } from './source.ts';

const NEW_SUBFILE_TYPE = 254;
const IMAGE_WIDTH = 256;
const IMAGE_LENGTH = 257;
const ORIENTATION = 274;
const SUB_IFDS = 330;
const WANTED = [NEW_SUBFILE_TYPE, IMAGE_WIDTH, IMAGE_LENGTH, ORIENTATION, SUB_IFDS];
/** Bytes of one value, by field type: BYTE, SHORT, LONG, and LONG8 of BigTIFF. */
const VALUE_SIZE: Record<number, number> = { 1: 1, 3: 2, 4: 4, 13: 4, 16: 8 };
/** An IFD is sorted by tag, and those that matter are near its start. */
const AHEAD = 512;

/** How a file writes its numbers, and how large its offsets are: 4 bytes in TIFF, 8 in BigTIFF. */
interface Layout {
  little: boolean;
  big: boolean;
}

/**
 * TIFF and BigTIFF in both byte orders: the first IFD, wherever it is; of its entries no more than it has.
 * https://download.osgeo.org/libtiff/doc/TIFF6.pdf (section 2), https://www.awaresystems.be/imaging/tiff/bigtiff.html
 */
export async function readTiff(source: ByteSource): Promise<ImageHeader> {
  const header = await source.read(0, Math.min(16, source.size));
  const little = header.readUInt8(0) === 0x49;
  const layout: Layout = { little, big: integer(header, 2, 2, little) === 43 };
  const ifd = layout.big ? integer(header, 8, 8, little) : integer(header, 4, 4, little);
  const tags = await readTags(source, ifd, layout);
  // Cameras put a preview first (NEF, ARW, DNG and others), and what is raw into directories below it.
  if (isReduced(tags) && tags.has(SUB_IFDS)) throw new UnsupportedImage('Camera raw');
  const [width, height] = [tags.get(IMAGE_WIDTH), tags.get(IMAGE_LENGTH)];
  if (width === undefined || height === undefined) throw new BrokenImage('This TIFF has no size.');
  return {
    contentType: 'image/tiff',
    storedWidth: width,
    storedHeight: height,
    orientation: asOrientation(tags.get(ORIENTATION)) ?? 1,
  };
}

/** The values of the tags that matter. Reading ends with the first entry beyond them. */
async function readTags(source: ByteSource, ifd: number, { little, big }: Layout) {
  const [countSize, entrySize, valueAt] = big ? [8, 20, 12] : [2, 12, 8];
  const count = integer(await source.read(ifd, countSize, AHEAD), 0, countSize, little);
  const tags = new Map<number, number>();
  for (let i = 0, last = 0; i < Math.min(count, 4096); i++) {
    const entry = await source.read(ifd + countSize + i * entrySize, entrySize, AHEAD);
    const tag = integer(entry, 0, 2, little);
    const size = VALUE_SIZE[integer(entry, 2, 2, little)];
    const sized = tags.has(IMAGE_WIDTH) && tags.has(IMAGE_LENGTH);
    if (sized && tag > last && tag > (isReduced(tags) ? SUB_IFDS : ORIENTATION)) break;
    if (WANTED.includes(tag) && size && !tags.has(tag)) {
      tags.set(tag, integer(entry, valueAt, size, little));
    }
    last = tag;
  }
  return tags;
}

/** Whether the first image is a smaller version of another one in the file. */
function isReduced(tags: Map<number, number>): boolean {
  return ((tags.get(NEW_SUBFILE_TYPE) ?? 0) & 1) === 1;
}

function integer(bytes: Buffer, at: number, size: number, little: boolean): number {
  if (size === 8) return Number(little ? bytes.readBigUInt64LE(at) : bytes.readBigUInt64BE(at));
  return little ? bytes.readUIntLE(at, size) : bytes.readUIntBE(at, size);
}
