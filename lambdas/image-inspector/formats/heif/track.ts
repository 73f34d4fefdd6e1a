import { BrokenImage, type ByteSource } from '../source.ts';
import { type Box, boxes, findBox } from './boxes.ts';
import { type HeifSize, transformed } from './size.ts';

const AHEAD = 4096;
/** A flag of `tkhd`. */
const ENABLED = 1;
/** Bytes of a visual sample entry ahead of its boxes, and of its width ahead of that. */
const [SAMPLE_ENTRY_BYTES, WIDTH_AT] = [78, 24];

interface Track {
  header: Box | undefined;
  media: Box;
}

/**
 * The size of the first picture or video track that is enabled and neither a thumbnail nor alpha or depth of another:
 * stored as its sample entry says, displayed as the transformations in it say.
 * ISO/IEC 14496-12, 8.3 (`tkhd`, `tref`), 8.4.3 (`hdlr`), 12.1.3 (visual sample entry); 23008-12, 7; 23000-22, 7.3.6.7
 */
export async function readTrack(source: ByteSource, moov: Box): Promise<HeifSize> {
  let second: Track | undefined;
  for await (const trak of boxes(source, moov.start, moov.end, AHEAD)) {
    if (trak.type !== 'trak') continue;
    const [header, references, media] = await children(source, trak, ['tkhd', 'tref', 'mdia']);
    if (!media || !(await isPicture(source, media))) continue;
    const related = await referenceTypes(source, references);
    if (related.includes('auxl')) continue;
    if ((await isEnabled(source, header)) && !related.includes('thmb'))
      return readSize(source, { header, media });
    second ??= { header, media };
  }
  // Players show what there is.
  if (second) return readSize(source, second);
  throw new BrokenImage('Its sequence has no picture track.');
}

/** The first child of each type, in one walk. */
async function children(source: ByteSource, parent: Box, types: string[]): Promise<(Box | undefined)[]> {
  const found = new Map<string, Box>();
  for await (const box of boxes(source, parent.start, parent.end, AHEAD)) {
    if (!found.has(box.type)) found.set(box.type, box);
  }
  return types.map((type) => found.get(type));
}

async function isPicture(source: ByteSource, media: Box): Promise<boolean> {
  const handler = await findBox(source, media, 'hdlr', AHEAD);
  const kind = handler && (await source.read(handler.start + 8, 4)).toString('latin1');
  return kind === 'pict' || kind === 'vide';
}

/** What the track is to others: `auxl` for one that has their alpha or depth, `thmb` for a thumbnail of them. */
async function referenceTypes(source: ByteSource, references: Box | undefined): Promise<string[]> {
  const types: string[] = [];
  if (!references) return types;
  for await (const { type } of boxes(source, references.start, references.end, AHEAD)) types.push(type);
  return types;
}

async function isEnabled(source: ByteSource, header: Box | undefined): Promise<boolean> {
  return !header || ((await source.read(header.start + 3, 1)).readUInt8(0) & ENABLED) === ENABLED;
}

async function readSize(source: ByteSource, { header, media }: Track): Promise<HeifSize> {
  let box: Box | undefined = media;
  for (const type of ['minf', 'stbl', 'stsd']) box = box && (await findBox(source, box, type, AHEAD));
  const entry = box && (await firstBox(source, { ...box, start: box.start + 8 }));
  if (!entry) throw new BrokenImage('Its picture track has no sample description.');
  const sides = await source.read(entry.start + WIDTH_AT, 4, AHEAD);
  const [clap, irot] = await children(source, { ...entry, start: entry.start + SAMPLE_ENTRY_BYTES }, [
    'clap',
    'irot',
  ]);
  // In MIAF's order, whatever order they stand in.
  const steps = [clap, irot].filter((step) => step !== undefined);
  const size = await transformed(source, [sides.readUInt16BE(0), sides.readUInt16BE(2)], steps);
  const turned = !irot && (await isTurned(source, header));
  return { ...size, ...(turned && { width: size.height, height: size.width }), codec: entry.type };
}

async function firstBox(source: ByteSource, parent: Box): Promise<Box | undefined> {
  for await (const box of boxes(source, parent.start, parent.end, AHEAD)) return box;
  return undefined;
}

/** Whether the track's matrix turns it by a quarter: a and d are zero, b and c are not. */
async function isTurned(source: ByteSource, header: Box | undefined): Promise<boolean> {
  if (!header) return false;
  const version = (await source.read(header.start, 1)).readUInt8(0);
  const matrix = await source.read(header.start + (version === 1 ? 52 : 40), 20);
  return matrix.readInt32BE(0) === 0 && matrix.readInt32BE(4) !== 0 && matrix.readInt32BE(12) !== 0;
}
