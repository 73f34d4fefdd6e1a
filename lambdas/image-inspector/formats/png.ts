import type { ImageHeader } from './header.ts';
import { BeyondBudget, BrokenImage, type ByteSource } from './source.ts';
import { readExifOrientation } from './tiff/exif.ts';

const SIGNATURE_BYTES = 8;
const MAX_CHUNKS = 1024;
const AHEAD = 1024;
/** The largest number that a chunk may hold: PNG 3, 7.1. */
const MAX_NUMBER = 2 ** 31 - 1;

/**
 * PNG and APNG: `IHDR`, then the chunks before the pixels, for `eXIf` and `acTL`. `IHDR` carries a checksum, so
 * damaged dimensions never pass. Apple's `CgBI` chunk may stand first.
 * https://www.w3.org/TR/png-3/#5DataRep
 */
export async function readPng(source: ByteSource): Promise<ImageHeader> {
  let header: ImageHeader | undefined;
  let frames: number | undefined;
  let at = SIGNATURE_BYTES;
  try {
    for (let i = 0; i < MAX_CHUNKS; i++) {
      const chunk = await source.read(at, 8, AHEAD);
      const length = chunk.readUInt32BE(0);
      const type = chunk.toString('latin1', 4);
      const data = at + 8;
      if (type === 'IHDR' && !header) {
        header = await readIhdr(source, at, length);
      } else if (!header) {
        if (type !== 'CgBI') break;
      } else if (type === 'IDAT' || type === 'IEND') {
        return header;
      } else if (type === 'acTL') {
        // Of several the first counts here, too.
        frames ??= await readFrames(source, at, length);
        header.animated = frames !== undefined && frames > 1;
      } else if (type === 'eXIf') {
        // Of several the first counts, as libpng has it.
        header.orientation ??= await readExifOrientation(source, data, data + length);
      }
      at = data + length + 4;
    }
  } catch (error) {
    // Its size is known and sound, however much text or how large a profile stands ahead of the pixels.
    if (header && error instanceof BeyondBudget) return header;
    throw error;
  }
  // Of the chunks ahead of the pixels, however many there are, only these would have told more.
  if (header) return header;
  throw new BrokenImage('This PNG has no readable header.');
}

async function readIhdr(source: ByteSource, at: number, length: number): Promise<ImageHeader> {
  const ihdr = length === 13 ? await readChecked(source, at, length) : undefined;
  if (!ihdr) throw new BrokenImage('This PNG has a damaged header.');
  return {
    contentType: 'image/png',
    storedWidth: ihdr.readUInt32BE(0),
    storedHeight: ihdr.readUInt32BE(4),
    animated: false,
  };
}

/** Frames of an animation by its `acTL`; undefined where decoders ignore it: damaged, or a number that cannot be. */
async function readFrames(source: ByteSource, at: number, length: number): Promise<number | undefined> {
  const control = length === 8 ? await readChecked(source, at, length) : undefined;
  if (!control) return undefined;
  const [frames, plays] = [control.readUInt32BE(0), control.readUInt32BE(4)];
  return frames >= 1 && frames <= MAX_NUMBER && plays <= MAX_NUMBER ? frames : undefined;
}

/** The data of the chunk at `at`; undefined where they fail their checksum, which counts the chunk's type, too. */
async function readChecked(source: ByteSource, at: number, length: number): Promise<Buffer | undefined> {
  // Not imported: Node.js takes 2 ms to load it, and most first images are no PNGs.
  const { crc32 } = process.getBuiltinModule('node:zlib');
  const checked = await source.read(at + 4, 4 + length + 4);
  const end = 4 + length;
  return crc32(checked.subarray(0, end)) === checked.readUInt32BE(end) ? checked.subarray(4, end) : undefined;
}
