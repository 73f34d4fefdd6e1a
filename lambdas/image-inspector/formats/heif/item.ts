import { BrokenImage, type ByteSource } from '../source.ts';
import { type Box, boxes, readBox } from './boxes.ts';
import { isCoded } from './coding.ts';
import { type HeifSize, transformed } from './size.ts';

const AHEAD = 4096;
/** Bytes of a box that is read whole: far above what thousands of tiles take. */
const MAX_BOX = 256 * 1024;

/**
 * The primary item's size: its `ispe`, then `clap` and `irot` in the order in which they are associated.
 * ISO/IEC 23008-12, 6.5 and 9.3; 14496-12, 8.11
 */
export async function readPrimaryItem(source: ByteSource, meta: Box): Promise<HeifSize> {
  let item: number | undefined;
  let itemInfo: Box | undefined;
  let itemProperties: Box | undefined;
  let itemReferences: Box | undefined;
  for await (const box of boxes(source, meta.start + 4, meta.end, AHEAD)) {
    if (box.type === 'pitm') item ??= readItemId(await readBox(source, box, 64));
    else if (box.type === 'iinf') itemInfo ??= box;
    else if (box.type === 'iprp') itemProperties ??= box;
    else if (box.type === 'iref') itemReferences ??= box;
    if (item !== undefined && itemInfo && itemProperties && itemReferences) break;
  }
  if (item === undefined || !itemProperties) throw new BrokenImage('It names no primary image.');
  const size = await applyProperties(source, await propertiesOf(source, item, itemProperties));
  return { ...size, codec: itemInfo && (await coding(source, itemInfo, item, itemReferences)) };
}

/** `pitm`: version and flags (4 bytes), then an id of 2 bytes, or of 4 from version 1 on. */
function readItemId(pitm: Buffer): number {
  return pitm.readUInt8(0) === 0 ? pitm.readUInt16BE(4) : pitm.readUInt32BE(4);
}

/** The properties of an item, in their order. It has one entry in all the `ipma`: the first counts. */
async function propertiesOf(source: ByteSource, item: number, iprp: Box): Promise<Box[]> {
  let properties: Box[] = [];
  for await (const box of boxes(source, iprp.start, iprp.end, AHEAD)) {
    if (box.type === 'ipco') properties = await collect(boxes(source, box.start, box.end, AHEAD));
    if (box.type !== 'ipma') continue;
    const indexes = indexesOf(item, await readBox(source, box, MAX_BOX));
    if (indexes) return indexes.flatMap((index) => properties[index - 1] ?? []);
  }
  return [];
}

/** `ipma`: for each item its id, a count, and for each property an index from 1 on, under a bit «essential». */
function indexesOf(item: number, ipma: Buffer): number[] | undefined {
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
      return Array.from({ length: count }, (_, j) =>
        wideIndexes ? ipma.readUInt16BE(at + 2 * j) & 0x7fff : ipma.readUInt8(at + j) & 0x7f,
      );
    }
    at += count * (wideIndexes ? 2 : 1);
  }
  return undefined;
}

async function applyProperties(source: ByteSource, properties: Box[]): Promise<HeifSize> {
  const ispe = properties.find(({ type }) => type === 'ispe');
  if (!ispe) throw new BrokenImage('Its primary image has no size.');
  const stored = await source.read(ispe.start + 4, 8);
  return transformed(source, [stored.readUInt32BE(0), stored.readUInt32BE(4)], properties);
}

/** The type of an item; where that is made of others, as a grid is, the type of the first of these, else of any item. */
async function coding(
  source: ByteSource,
  iinf: Box,
  item: number,
  iref: Box | undefined,
): Promise<string | undefined> {
  const types = typesOf(await readBox(source, iinf, MAX_BOX));
  const own = types.get(item);
  if (own === undefined || isCoded(own)) return own;
  const tile = iref && types.get((await firstPart(source, iref, item)) ?? 0);
  return tile !== undefined && isCoded(tile) ? tile : ([...types.values()].find(isCoded) ?? own);
}

/** `iinf`: a count, then an `infe` for each item; from version 2 on with id, protection (2 bytes) and type. */
function typesOf(info: Buffer): Map<number, string> {
  const types = new Map<number, string>();
  for (let at = info.readUInt8(0) === 0 ? 6 : 8; at + 20 <= info.length; ) {
    const size = info.readUInt32BE(at);
    const version = info.readUInt8(at + 8);
    const id = version >= 3 ? info.readUInt32BE(at + 12) : info.readUInt16BE(at + 12);
    const start = at + 8 + (version >= 3 ? 10 : 8);
    if (version >= 2 && !types.has(id)) types.set(id, info.toString('latin1', start, start + 4));
    if (size < 8) break;
    at += size;
  }
  return types;
}

/** The first item that another is derived from: `iref` has a `dimg` with the id of that one, a count, and their ids. */
async function firstPart(source: ByteSource, iref: Box, item: number): Promise<number | undefined> {
  const wide = (await source.read(iref.start, 1)).readUInt8(0) > 0;
  const idOf = (bytes: Buffer, at: number) => (wide ? bytes.readUInt32BE(at) : bytes.readUInt16BE(at));
  for await (const box of boxes(source, iref.start + 4, iref.end, AHEAD)) {
    const bytes = wide ? 10 : 6;
    if (box.type !== 'dimg' || box.end - box.start < bytes) continue;
    const reference = await source.read(box.start, bytes);
    if (idOf(reference, 0) === item) return idOf(reference, wide ? 6 : 4);
  }
  return undefined;
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
