import type { ImageHeader } from '../header.ts';
import { BrokenImage, type ByteSource } from '../source.ts';
import { type Box, boxes } from './boxes.ts';
import { heifType } from './coding.ts';
import { readPrimaryItem } from './item.ts';
import { readMinimizedImage } from './mini.ts';
import type { HeifSize } from './size.ts';
import { readTrack } from './track.ts';

/** Where the next top-level box is not held yet: enough for nearly every `meta`. */
const AHEAD = 4096;
/** Major brands of image sequences. */
const SEQUENCE_BRANDS = ['avis', 'msf1', 'hevc', 'hevx', 'hevm', 'hevs'];
/** Major brand of a minimized image, beside which the minor version is a brand as well. */
const MINIMIZED_BRAND = 'mif3';

/**
 * HEIF in all its codings, of which HEIC and AVIF are accepted: hops over the top-level boxes to `meta` (the primary
 * item and its properties), to `mini`, or in an image sequence to `moov`.
 * ISO/IEC 23008-12 (HEIF), 23000-22 (MIAF); https://aomediacodec.github.io/av1-avif/
 * @throws UnsupportedImage for other codings
 */
export async function readHeif(source: ByteSource): Promise<ImageHeader> {
  const { brands, moov, ...still } = await topLevel(source);
  const animated = moov !== undefined && (isSequence(brands) || !(still.meta || still.mini));
  const size = animated ? await readTrack(source, moov) : await readStill(source, still);
  const { codec, ...rest } = size;
  return { contentType: heifType(brands, codec), animated, ...rest };
}

async function readStill(source: ByteSource, { meta, mini }: { meta?: Box; mini?: Box }): Promise<HeifSize> {
  if (meta) return readPrimaryItem(source, meta);
  if (mini) return readMinimizedImage(source, mini);
  throw new BrokenImage('It names no image to show.');
}

/** The file's brands, and its first `meta`, `mini` and `moov`: as far as the one that is needed. */
async function topLevel(source: ByteSource) {
  let brands: string[] = [];
  const found: { meta?: Box; mini?: Box; moov?: Box } = {};
  for await (const box of boxes(source, 0, source.size, AHEAD)) {
    if (box.type === 'ftyp') brands = await readBrands(source, box);
    else if (box.type === 'meta') found.meta ??= box;
    else if (box.type === 'mini') found.mini ??= box;
    else if (box.type === 'moov') found.moov ??= box;
    if (isSequence(brands) ? found.moov : (found.meta ?? found.mini)) break;
  }
  return { brands, ...found };
}

/** Beside an item a track is shown where the major brand says so; in AVIF also where it does not say otherwise. */
function isSequence(brands: string[]): boolean {
  const [major = ''] = brands;
  return SEQUENCE_BRANDS.includes(major) || (brands.includes('avis') && major !== 'avif');
}

/** The major brand, then (after a version) the compatible ones. */
async function readBrands(source: ByteSource, ftyp: Box): Promise<string[]> {
  const text = (await source.read(ftyp.start, Math.min(ftyp.end - ftyp.start, 256))).toString('latin1');
  const [major = '', minor = '', ...compatible] = text.match(/[\s\S]{4}/g) ?? [];
  return [major, ...(major === MINIMIZED_BRAND ? [minor] : []), ...compatible];
}
