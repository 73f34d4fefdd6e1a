import { BrokenImage, type ByteSource } from '../source.ts';
import { type Box, boxes, findBox } from './boxes.ts';
import type { HeifSize } from './item.ts';

const AHEAD = 4096;

/**
 * The size of the first picture or video track: stored as its sample entry says, displayed as its header says.
 * ISO/IEC 14496-12, 8.3.2 (`tkhd`), 8.4.3 (`hdlr`), 12.1.3 (visual sample entry); 23008-12, 7
 */
export async function readTrack(source: ByteSource, moov: Box): Promise<HeifSize> {
  for await (const trak of boxes(source, moov.start, moov.end, AHEAD)) {
    if (trak.type !== 'trak') continue;
    const media = await findBox(source, trak, 'mdia', AHEAD);
    const handler = media && (await findBox(source, media, 'hdlr', AHEAD));
    const kind = handler && (await source.read(handler.start + 8, 4)).toString('latin1');
    if (media && (kind === 'pict' || kind === 'vide')) return readSize(source, trak, media);
  }
  throw new BrokenImage('Its sequence has no picture track.');
}

async function readSize(source: ByteSource, trak: Box, media: Box): Promise<HeifSize> {
  let box: Box | undefined = media;
  for (const type of ['minf', 'stbl', 'stsd']) box = box && (await findBox(source, box, type, AHEAD));
  if (!box) throw new BrokenImage('Its picture track has no sample description.');
  // Version, flags and count (8 bytes), the entry's size and type (8), then 24 bytes ahead of the width.
  const entry = await source.read(box.start + 8, 36, AHEAD);
  const codec = entry.toString('latin1', 4, 8);
  const [storedWidth, storedHeight] = [entry.readUInt16BE(32), entry.readUInt16BE(34)];
  const turned = await isTurned(source, trak);
  const [width, height] = turned ? [storedHeight, storedWidth] : [storedWidth, storedHeight];
  return { storedWidth, storedHeight, width, height, codec };
}

/** Whether the track's matrix turns it by a quarter: a and d are zero, b and c are not. */
async function isTurned(source: ByteSource, trak: Box): Promise<boolean> {
  const header = await findBox(source, trak, 'tkhd', AHEAD);
  if (!header) return false;
  const version = (await source.read(header.start, 1)).readUInt8(0);
  const matrix = await source.read(header.start + (version === 1 ? 52 : 40), 20);
  return matrix.readInt32BE(0) === 0 && matrix.readInt32BE(4) !== 0 && matrix.readInt32BE(12) !== 0;
}
