import { BrokenImage, type ByteSource } from '../source.ts';
import { type Box, boxes, readBox } from './boxes.ts';

/** What an item or a track says of its size. Pixels. */
export interface HeifSize {
  storedWidth: number;
  storedHeight: number;
  width: number;
  height: number;
  /** The coding of the item (`hvc1`, `av01`, `grid`, …), where it is known. */
  codec?: string;
}

const AHEAD = 4096;
/** Bytes of a box that is read whole: far above what thousands of tiles take. */
const MAX_BOX = 256 * 1024;

/**
 * The primary item's size: its `ispe`, then `clap` and `irot` in the order in which they are associated.
 * ISO/IEC 23008-12, 6.5 and 9.3; 14496-12, 8.11
 */
export async function readPrimaryItem(source: ByteSource, meta: Box): Promise<HeifSize> {
  let primary: number | undefined;
  let properties: Box[] = [];
  const associations: Buffer[] = [];
  let itemInfo: Box | undefined;
  for await (const box of boxes(source, meta.start + 4, meta.end, AHEAD)) {
    if (box.type === 'pitm') primary = readItemId(await readBox(source, box, 64));
    else if (box.type === 'iinf') itemInfo = box;
    else if (box.type === 'iprp') {
      for await (const part of boxes(source, box.start, box.end, AHEAD)) {
        if (part.type === 'ipco') properties = await collect(boxes(source, part.start, part.end, AHEAD));
        else if (part.type === 'ipma') associations.push(await readBox(source, part, MAX_BOX));
      }
    }
    if (primary !== undefined && associations.length > 0 && itemInfo) break;
  }
  if (primary === undefined) throw new BrokenImage('It names no primary image.');
  const item = primary;
  const own = associations.flatMap((ipma) => propertiesOf(item, ipma, properties));
  const size = await applyProperties(source, own);
  const codec = itemInfo && (await itemType(source, itemInfo, primary));
  return { ...size, ...(codec !== undefined && { codec }) };
}

/** `pitm`: version and flags (4 bytes), then an id of 2 bytes, or of 4 from version 1 on. */
function readItemId(pitm: Buffer): number {
  return pitm.readUInt8(0) === 0 ? pitm.readUInt16BE(4) : pitm.readUInt32BE(4);
}

/** `ipma`: for each item its id, a count, and for each property an index from 1 on, under a bit «essential». */
function propertiesOf(item: number, ipma: Buffer, properties: Box[]): Box[] {
  const wideIds = ipma.readUInt8(0) > 0;
  const wideIndexes = (ipma.readUInt8(3) & 1) === 1;
  const entries = ipma.readUInt32BE(4);
  let at = 8;
  for (let i = 0; i < entries; i++) {
    const id = wideIds ? ipma.readUInt32BE(at) : ipma.readUInt16BE(at);
    at += wideIds ? 4 : 2;
    const count = ipma.readUInt8(at);
    at += 1;
    if (id === item) {
      const found: Box[] = [];
      for (let j = 0; j < count; j++) {
        const index = wideIndexes ? ipma.readUInt16BE(at + 2 * j) & 0x7fff : ipma.readUInt8(at + j) & 0x7f;
        const property = properties[index - 1];
        if (property) found.push(property);
      }
      return found;
    }
    at += count * (wideIndexes ? 2 : 1);
  }
  return [];
}

async function applyProperties(source: ByteSource, properties: Box[]): Promise<HeifSize> {
  const ispe = properties.find(({ type }) => type === 'ispe');
  if (!ispe) throw new BrokenImage('Its primary image has no size.');
  const stored = await source.read(ispe.start + 4, 8);
  const [storedWidth, storedHeight] = [stored.readUInt32BE(0), stored.readUInt32BE(4)];
  let [width, height] = [storedWidth, storedHeight];
  for (const { type, start } of properties) {
    if (type === 'clap') {
      const aperture = await source.read(start, 16);
      width = apertureSide(aperture, 0, width);
      height = apertureSide(aperture, 8, height);
    } else if (type === 'irot' && ((await source.read(start, 1)).readUInt8(0) & 1) === 1) {
      [width, height] = [height, width];
    }
  }
  return { storedWidth, storedHeight, width, height };
}

/** One side of the clean aperture, a fraction; one that is larger than the image, or nothing, is ignored. */
function apertureSide(clap: Buffer, at: number, side: number): number {
  const pixels = Math.round(clap.readUInt32BE(at) / clap.readUInt32BE(at + 4));
  return pixels >= 1 && pixels <= side ? pixels : side;
}

/** `iinf`: a count, then an `infe` for each item; from version 2 on with id, protection (2 bytes) and type. */
async function itemType(source: ByteSource, iinf: Box, item: number): Promise<string | undefined> {
  const info = await readBox(source, iinf, MAX_BOX);
  const first = info.readUInt8(0) === 0 ? 6 : 8;
  for (let at = first; at + 20 <= info.length; ) {
    const size = info.readUInt32BE(at);
    const version = info.readUInt8(at + 8);
    const id = version >= 3 ? info.readUInt32BE(at + 12) : info.readUInt16BE(at + 12);
    const type = at + 8 + (version >= 3 ? 10 : 8);
    if (id === item && version >= 2) return info.toString('latin1', type, type + 4);
    if (size < 8) return undefined;
    at += size;
  }
  return undefined;
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
