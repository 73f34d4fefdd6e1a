import type { ImageHeader } from './header.ts';
import { BrokenImage, type ByteSource } from './source.ts';
import { readExifOrientation } from './tiff/exif.ts';

/** Marker codes, ITU-T T.81 table B.1: https://www.w3.org/Graphics/JPEG/itu-t81.pdf */
const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const DNL = 0xdc;
const DHP = 0xde;
const APP1 = 0xe1;
const COM = 0xfe;
/** SOF0 to SOF15, without DHT (C4), JPG (C8) and DAC (CC), which share their row of codes. */
const isFrame = (marker: number) =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
/** TEM and RST0 to RST7 stand alone, without a length. */
const standsAlone = (marker: number) => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7);
/** APP0 to APP15, comments and the number of lines, whose content decoders can do without. */
const isOptional = (marker: number) => (marker >= 0xe0 && marker <= 0xef) || marker === COM || marker === DNL;

/** Bytes of a segment's length itself, which counts in it. */
const LENGTH_BYTES = 2;
/** Far above what any encoder writes, and few enough to walk in no time. */
const MAX_SEGMENTS = 4096;
/** Stray bytes ahead of a marker that decoders step over, and fill bytes. */
const MAX_STRAY = 64 * 1024;
const AHEAD = 16 * 1024;

/**
 * JPEG: hops from marker segment to marker segment, up to the frame header; without EXIF by then, up to the first scan.
 * The hops follow the lengths in the file, so that a thumbnail inside a segment is never taken for the image.
 * https://www.w3.org/Graphics/JPEG/itu-t81.pdf (B.1, B.2.2)
 */
export async function readJpeg(source: ByteSource): Promise<ImageHeader> {
  let frame: { width: number; height: number } | undefined;
  let exif: { orientation: number | undefined } | undefined;
  try {
    for await (const { marker, at, length } of segments(source)) {
      if (!frame && (isFrame(marker) || marker === DHP)) {
        frame = await readFrame(source, at, length);
      } else if (marker === APP1 && !exif && (await isExif(source, at, length))) {
        exif = { orientation: await readExifOrientation(source, at + 8, at + length) };
      }
      if (frame && exif) break;
    }
  } catch (error) {
    // Behind the frame header nothing is left to learn but the orientation.
    if (!frame || !(error instanceof BrokenImage)) throw error;
  }
  if (!frame) throw new BrokenImage('This JPEG has no readable frame header.');
  return {
    contentType: 'image/jpeg',
    storedWidth: frame.width,
    storedHeight: frame.height,
    orientation: exif?.orientation ?? 1,
  };
}

/** The marker segments ahead of the first scan: `at` is where the length stands, `length` counts itself. */
async function* segments(source: ByteSource) {
  let at = 2;
  for (let i = 0; i < MAX_SEGMENTS; i++) {
    at = await afterMarker(source, at);
    const marker = (await source.read(at - 1, 1)).readUInt8(0);
    if (standsAlone(marker)) continue;
    if (marker === SOI || marker === EOI || marker === SOS) return;
    const length = (await source.read(at, LENGTH_BYTES, AHEAD)).readUInt16BE(0);
    // Decoders look for the next marker right behind an impossible length, where they do not need the segment.
    if (length < LENGTH_BYTES && !isOptional(marker)) return;
    yield { marker, at, length };
    at += Math.max(length, LENGTH_BYTES);
  }
}

/** The position after the next marker: FF, any number of fill bytes FF, then a code that is neither 00 nor FF. */
async function afterMarker(source: ByteSource, start: number): Promise<number> {
  let prefixed = false;
  for (let at = start; at < start + MAX_STRAY; ) {
    await source.read(at, 1, AHEAD);
    for (const byte of source.peek(at).subarray(0, MAX_STRAY)) {
      at += 1;
      if (prefixed && byte !== 0xff && byte !== 0) return at;
      prefixed = byte === 0xff;
    }
  }
  throw new BrokenImage('This JPEG is damaged before its frame header.');
}

/** Sample precision (1 byte), lines (2), samples a line (2), number of components (1), then 3 bytes for each. */
async function readFrame(source: ByteSource, at: number, length: number) {
  if (length < 11) throw new BrokenImage('This JPEG has a damaged frame header.');
  const frame = await source.read(at + 2, 6, AHEAD);
  const precision = frame.readUInt8(0);
  if (precision < 2 || precision > 16 || length !== 8 + 3 * frame.readUInt8(5)) {
    throw new BrokenImage('This JPEG has a damaged frame header.');
  }
  return { width: frame.readUInt16BE(3), height: frame.readUInt16BE(1) };
}

async function isExif(source: ByteSource, at: number, length: number): Promise<boolean> {
  return length >= 16 && (await source.read(at + 2, 5, AHEAD)).toString('latin1') === 'Exif\0';
}
