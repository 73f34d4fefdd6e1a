import type { ImageHeader } from '../header.ts';
import { BrokenImage, type ByteSource, UnsupportedImage } from '../source.ts';
import { type Layout, MAX_ENTRIES, readNumber, unsigned } from './entry.ts';
import { asOrientation } from './exif.ts';

const NEW_SUBFILE_TYPE = 254;
const IMAGE_WIDTH = 256;
const IMAGE_LENGTH = 257;
const PHOTOMETRIC = 262;
const ORIENTATION = 274;
const SUB_IFDS = 330;
const DNG_VERSION = 50_706;
const WANTED = new Set([
  NEW_SUBFILE_TYPE,
  IMAGE_WIDTH,
  IMAGE_LENGTH,
  PHOTOMETRIC,
  ORIENTATION,
  SUB_IFDS,
  DNG_VERSION,
]);
/** Pixels as a sensor has them: CFA (behind a colour filter) and LinearRaw. DNG 1.7, chapter 4 */
const RAW_PHOTOMETRICS = [32_803, 34_892];
/** What directories of most writers take. */
const AHEAD = 1024;

/**
 * TIFF and BigTIFF in both byte orders: the first IFD, wherever it is; of its entries no more than it has.
 * https://download.osgeo.org/libtiff/doc/TIFF6.pdf (section 2), https://www.awaresystems.be/imaging/tiff/bigtiff.html
 */
export async function readTiff(source: ByteSource): Promise<ImageHeader> {
  const header = await source.read(0, Math.min(16, source.size));
  const little = header.readUInt8(0) === 0x49;
  const layout: Layout = { little, big: unsigned(header, 2, 2, little) === 43 };
  const ifd = layout.big ? unsigned(header, 8, 8, little) : unsigned(header, 4, 4, little);
  const tags = await readTags(source, ifd, layout);
  if (isCameraRaw(tags)) throw new UnsupportedImage('Camera raw');
  const [width, height] = [tags.get(IMAGE_WIDTH), tags.get(IMAGE_LENGTH)];
  if (width === undefined || height === undefined) throw new BrokenImage('This TIFF has no size.');
  return {
    contentType: 'image/tiff',
    storedWidth: width,
    storedHeight: height,
    orientation: asOrientation(tags.get(ORIENTATION)) ?? 1,
  };
}

/** The tags that matter, by their values where these are numbers. Of equal ones the first counts. */
async function readTags(source: ByteSource, ifd: number, layout: Layout) {
  const { little, big } = layout;
  const [countSize, entrySize] = big ? [8, 20] : [2, 12];
  const count = unsigned(await source.read(ifd, countSize, AHEAD), 0, countSize, little);
  const tags = new Map<number, number | undefined>();
  for (let i = 0; i < Math.min(count, MAX_ENTRIES); i++) {
    const entry = await source.read(ifd + countSize + i * entrySize, entrySize, AHEAD);
    const tag = unsigned(entry, 0, 2, little);
    if (WANTED.has(tag) && !tags.has(tag)) tags.set(tag, await readNumber(source, entry, layout));
  }
  return tags;
}

/**
 * Cameras put the raw pixels first (PEF, some DNG), or a preview (NEF, ARW, 3FR and others), and what is raw into
 * directories below it.
 */
function isCameraRaw(tags: Map<number, number | undefined>): boolean {
  const isReduced = ((tags.get(NEW_SUBFILE_TYPE) ?? 0) & 1) === 1;
  return (
    tags.has(DNG_VERSION) ||
    RAW_PHOTOMETRICS.includes(tags.get(PHOTOMETRIC) ?? 0) ||
    (isReduced && tags.has(SUB_IFDS))
  );
}
