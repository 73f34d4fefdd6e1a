import { readExifOrientation } from './exif.ts';
import type { ImageHeader } from './header.ts';
import { BeyondBudget, BrokenImage, type ByteSource } from './source.ts';

const SIGNATURE_BYTES = 8;
const MAX_CHUNKS = 1024;
const AHEAD = 1024;

/**
 * PNG and APNG: `IHDR`, then the chunks before the pixels, for `eXIf` and `acTL`. `IHDR` carries a checksum, so
 * damaged dimensions never pass. Apple's `CgBI` chunk may stand first.
 * https://www.w3.org/TR/png-3/#5DataRep
 */
export async function readPng(source: ByteSource): Promise<ImageHeader> {
  let header: ImageHeader | undefined;
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
      } else if (type === 'acTL' && length >= 8) {
        header.animated = (await source.read(data, 4)).readUInt32BE(0) > 1;
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
  throw new BrokenImage('This PNG has no readable header.');
}

async function readIhdr(source: ByteSource, at: number, length: number): Promise<ImageHeader> {
  // Not imported: Node.js takes 2 ms to load it, and most first images are no PNGs.
  const { crc32 } = process.getBuiltinModule('node:zlib');
  const ihdr = length === 13 ? await source.read(at + 4, 4 + 13 + 4) : undefined;
  if (!ihdr || crc32(ihdr.subarray(0, 17)) !== ihdr.readUInt32BE(17)) {
    throw new BrokenImage('This PNG has a damaged header.');
  }
  return {
    contentType: 'image/png',
    storedWidth: ihdr.readUInt32BE(4),
    storedHeight: ihdr.readUInt32BE(8),
    animated: false,
  };
}
