import type { ImageHeader } from './header.ts';
import { BeyondBudget, BrokenImage, type ByteSource } from './source.ts';

const EXTENSION = 0x21;
const IMAGE = 0x2c;

/**
 * A GIF of at most `size` bytes is searched to its end for a second frame, a longer one up to `otherwise`, bytes: where
 * an animation has one, it is hardly ever further away. One more request brings all of that.
 */
const SEARCH = { size: 128 * 1024, otherwise: 64 * 1024 };
const MAX_BLOCKS = 4096;
const AHEAD = 8 * 1024;

/**
 * GIF: the size is that of the logical screen, which the first frame enlarges where it reaches beyond. Animated when
 * there is a second frame; not told where the first is too long to look behind it.
 * https://www.w3.org/Graphics/GIF/spec-gif89a.txt
 */
export async function readGif(source: ByteSource): Promise<ImageHeader> {
  const screen = await source.read(6, 7, AHEAD);
  const frame = await findFrame(source, 13 + colourTable(screen.readUInt8(4)));
  const box = await source.read(frame + 1, 9, AHEAD);
  const animated = await hasSecondFrame(source, frame);
  return {
    contentType: 'image/gif',
    storedWidth: Math.max(screen.readUInt16LE(0), box.readUInt16LE(0) + box.readUInt16LE(4)),
    storedHeight: Math.max(screen.readUInt16LE(2), box.readUInt16LE(2) + box.readUInt16LE(6)),
    ...(animated !== undefined && { animated }),
  };
}

/** Where the first frame starts. */
async function findFrame(source: ByteSource, start: number): Promise<number> {
  let at = start;
  for (let i = 0; i < MAX_BLOCKS; i++) {
    const kind = (await source.read(at, 1, AHEAD)).readUInt8(0);
    if (kind === IMAGE) return at;
    if (kind !== EXTENSION) break;
    at = await afterSubBlocks(source, at + 2, source.size, AHEAD);
  }
  throw new BrokenImage('This GIF has no readable frame.');
}

/** Whether a frame follows the one at `frame`; undefined where that is too far away to be looked for. */
async function hasSecondFrame(source: ByteSource, frame: number): Promise<boolean | undefined> {
  const limit = source.size <= SEARCH.size ? source.size : SEARCH.otherwise;
  try {
    const packed = (await source.read(frame + 9, 1, AHEAD)).readUInt8(0);
    // Behind the colour table stands the code size of the pixels, one byte.
    let at = await afterSubBlocks(source, frame + 10 + colourTable(packed) + 1, limit, limit);
    for (let i = 0; i < MAX_BLOCKS && at < limit; i++) {
      const kind = (await source.read(at, 1, limit)).readUInt8(0);
      if (kind === IMAGE) return true;
      // The trailer, or what is no GIF any more.
      if (kind !== EXTENSION) return false;
      at = await afterSubBlocks(source, at + 2, limit, limit);
    }
    return at >= source.size ? false : undefined;
  } catch (error) {
    if (error instanceof BeyondBudget) return undefined;
    if (error instanceof BrokenImage) return false;
    throw error;
  }
}

/** The position after a chain of data sub-blocks, or one beyond `limit` once that is passed. */
async function afterSubBlocks(source: ByteSource, start: number, limit: number, ahead: number) {
  let at = start;
  while (at < limit) {
    await source.read(at, 1, ahead);
    const held = source.peek(at);
    for (let offset = 0; offset < held.length; ) {
      const length = held.readUInt8(offset);
      offset += 1 + length;
      if (length === 0) return at + offset;
      if (offset >= held.length) at += offset;
    }
  }
  return at;
}

/** Bytes of a colour table whose size is in the low bits of a packed field, if its high bit says there is one. */
function colourTable(packed: number): number {
  return packed & 0x80 ? 3 * 2 ** ((packed & 7) + 1) : 0;
}
