import type { ImageHeader } from './header.ts';
import { BeyondBudget, BrokenImage, type ByteSource } from './source.ts';
import { readExifOrientation } from './tiff/exif.ts';

const ANIMATION = 0x02;
const EXIF = 0x08;
const AHEAD = 4096;
/** Chunks hopped over in search of `EXIF`: more than requests reach, unless they are tiny. */
const MAX_CHUNKS = 1024;

/**
 * WebP: lossy (`VP8 `), lossless (`VP8L`) or extended (`VP8X`), whose canvas is the size.
 * https://developers.google.com/speed/webp/docs/riff_container
 */
export async function readWebp(source: ByteSource): Promise<ImageHeader> {
  const head = await source.read(12, Math.min(18, source.size - 12), AHEAD);
  const kind = head.toString('latin1', 0, 4);
  if (kind === 'VP8X') return readExtended(source, head);
  const size = kind === 'VP8L' ? losslessSize(head) : kind === 'VP8 ' ? lossySize(head) : undefined;
  if (!size) throw new BrokenImage('This WebP has a damaged header.');
  return { contentType: 'image/webp', ...size, orientation: 1, animated: false };
}

/** Canvas minus one in three bytes each; `EXIF` comes behind the pixels, one hop away in a still image. */
async function readExtended(source: ByteSource, head: Buffer): Promise<ImageHeader> {
  const flags = head.readUInt8(8);
  const exif = flags & EXIF ? await exifWithinBudget(source, 12 + 8 + head.readUInt32LE(4)) : undefined;
  return {
    contentType: 'image/webp',
    storedWidth: head.readUIntLE(12, 3) + 1,
    storedHeight: head.readUIntLE(15, 3) + 1,
    orientation: exif ?? 1,
    animated: (flags & ANIMATION) !== 0,
  };
}

/** The size is known by now: an animation whose `EXIF` lies behind too many frames just keeps orientation 1. */
async function exifWithinBudget(source: ByteSource, start: number): Promise<number | undefined> {
  try {
    return await findExif(source, start);
  } catch (error) {
    if (error instanceof BeyondBudget) return undefined;
    throw error;
  }
}

async function findExif(source: ByteSource, start: number): Promise<number | undefined> {
  let at = start;
  for (let i = 0; i < MAX_CHUNKS && at + 8 <= source.size; i++) {
    const chunk = await source.read(at, 8, Math.min(1024, source.size - at));
    const length = chunk.readUInt32LE(4);
    const data = at + 8;
    if (chunk.toString('latin1', 0, 4) === 'EXIF') {
      const prefixed = length > 6 && (await source.read(data, 6)).toString('latin1') === 'Exif\0\0';
      return readExifOrientation(source, data + (prefixed ? 6 : 0), data + length);
    }
    at = data + length + (length & 1);
  }
  return undefined;
}

/** A key frame's start code, then 14 bits of width and of height under 2 bits of scale: RFC 6386, 9.1. */
function lossySize(head: Buffer) {
  if (head.readUInt8(8) & 1 || head.readUIntBE(11, 3) !== 0x9d012a) return undefined;
  return { storedWidth: head.readUInt16LE(14) & 0x3fff, storedHeight: head.readUInt16LE(16) & 0x3fff };
}

/** 0x2F, then 14 bits of width minus one and 14 of height minus one, least significant bit first. */
function losslessSize(head: Buffer) {
  if (head.readUInt8(8) !== 0x2f) return undefined;
  const bits = head.readUInt32LE(9);
  return { storedWidth: (bits & 0x3fff) + 1, storedHeight: ((bits >>> 14) & 0x3fff) + 1 };
}
