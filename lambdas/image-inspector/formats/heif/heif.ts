import type { ImageType } from '../../../../contract/image-types.ts';
import type { ImageHeader } from '../header.ts';
import { BrokenImage, type ByteSource } from '../source.ts';
import { type Box, boxes } from './boxes.ts';
import { readPrimaryItem } from './item.ts';
import { readTrack } from './track.ts';

/** Where the next top-level box is not held yet: enough for nearly every `meta`. */
const AHEAD = 4096;
/** Major brands of image sequences, whose first track is the image; all others have a primary item. */
const SEQUENCE_BRANDS = ['avis', 'msf1', 'hevc', 'hevx', 'hevm', 'hevs'];

/**
 * HEIF in both codings, HEIC and AVIF: hops over the top-level boxes to `meta` (the primary item and its
 * properties) or, in an image sequence, to `moov`.
 * ISO/IEC 23008-12 (HEIF), 23000-22 (MIAF); https://aomediacodec.github.io/av1-avif/
 */
export async function readHeif(source: ByteSource): Promise<ImageHeader> {
  const { major, brands, boxes: found } = await topLevel(source);
  const { meta, moov } = found;
  const animated = moov !== undefined && (SEQUENCE_BRANDS.includes(major) || !meta);
  const size = animated ? await readTrack(source, moov) : meta && (await readPrimaryItem(source, meta));
  if (!size) throw new BrokenImage('It names no image to show.');
  const { codec, ...rest } = size;
  return { contentType: contentType(major, brands, codec), animated, ...rest };
}

/** The file's brands, and its first `meta` and `moov`: as far as the one that is needed. */
async function topLevel(source: ByteSource) {
  let brands: string[] = [];
  const found: { meta?: Box; moov?: Box } = {};
  for await (const box of boxes(source, 0, source.size, AHEAD)) {
    if (box.type === 'ftyp') brands = await readBrands(source, box);
    else if (box.type === 'meta') found.meta ??= box;
    else if (box.type === 'moov') found.moov ??= box;
    const [major = ''] = brands;
    if (SEQUENCE_BRANDS.includes(major) ? found.moov : found.meta) break;
  }
  return { major: brands[0] ?? '', brands, boxes: found };
}

/** The major brand, then (after a version) the compatible ones. */
async function readBrands(source: ByteSource, ftyp: Box): Promise<string[]> {
  const text = (await source.read(ftyp.start, Math.min(ftyp.end - ftyp.start, 256))).toString('latin1');
  const compatible = text.slice(8).match(/[\s\S]{4}/g) ?? [];
  return [text.slice(0, 4), ...compatible];
}

/** The major brand decides; where it is generic, the coding of the item, then the compatible brands. */
function contentType(major: string, brands: string[], codec: string | undefined): ImageType {
  if (major.startsWith('avi')) return 'image/avif';
  if (/^he[imv]/.test(major)) return 'image/heic';
  if (codec === 'av01') return 'image/avif';
  if (codec === 'hvc1') return 'image/heic';
  return brands.includes('avif') || brands.includes('avis') ? 'image/avif' : 'image/heic';
}
