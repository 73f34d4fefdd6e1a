import type { ImageHeader } from './header.ts';
import { BrokenImage, type ByteSource } from './source.ts';

const EXTENSION = 0x21;
const IMAGE = 0x2c;
const GRAPHIC_CONTROL = 0xf9;
const APPLICATION = 0xff;

/** How far into the file a second frame is looked for, bytes: where a loop is announced there is hardly a doubt. */
const SEARCH = { looping: 8 * 1024, other: 128 * 1024 };
const MAX_BLOCKS = 256;
const AHEAD = 8 * 1024;

/**
 * GIF: the size is that of the logical screen; where that is empty, of the first frame. Animated when it has a
 * second frame; where the first is too long to look behind it, when a loop or a delay is announced ahead of it.
 * https://www.w3.org/Graphics/GIF/spec-gif89a.txt
 */
export async function readGif(source: ByteSource): Promise<ImageHeader> {
  const screen = await source.read(6, 7, AHEAD);
  const start = 13 + colourTable(screen.readUInt8(4));
  const { frame, announced, looping } = await findFrame(source, start);
  const [width, height] = [screen.readUInt16LE(0), screen.readUInt16LE(2)];
  const box = await source.read(frame + 1, 9, AHEAD);
  return {
    contentType: 'image/gif',
    storedWidth: width || box.readUInt16LE(0) + box.readUInt16LE(4),
    storedHeight: height || box.readUInt16LE(2) + box.readUInt16LE(6),
    animated: await hasSecondFrame(source, frame, looping ? SEARCH.looping : SEARCH.other, announced),
  };
}

/** The first frame, and whether a loop or a delay stands ahead of it. */
async function findFrame(source: ByteSource, start: number) {
  let at = start;
  let looping = false;
  let delayed = false;
  for (let i = 0; i < MAX_BLOCKS; i++) {
    const kind = (await source.read(at, 1, AHEAD)).readUInt8(0);
    if (kind === IMAGE) return { frame: at, looping, announced: looping || delayed };
    if (kind !== EXTENSION) break;
    const [label, length] = await source.read(at + 1, 2, AHEAD);
    if (label === GRAPHIC_CONTROL && length === 4) {
      delayed = (await source.read(at + 4, 2, AHEAD)).readUInt16LE(0) > 0;
    } else if (label === APPLICATION && length === 11) {
      const name = (await source.read(at + 3, 11, AHEAD)).toString('latin1');
      looping ||= name === 'NETSCAPE2.0' || name === 'ANIMEXTS1.0';
    }
    at = await afterSubBlocks(source, at + 2, source.size);
  }
  throw new BrokenImage('This GIF has no readable frame.');
}

/** Looks for a frame behind the one at `frame`, up to `limit`; `otherwise` where that does not settle it. */
async function hasSecondFrame(source: ByteSource, frame: number, limit: number, otherwise: boolean) {
  try {
    const packed = (await source.read(frame + 9, 1, AHEAD)).readUInt8(0);
    let at = await afterSubBlocks(source, frame + 10 + colourTable(packed) + 1, limit);
    for (let i = 0; i < MAX_BLOCKS && at < limit; i++) {
      const kind = (await source.read(at, 1, AHEAD)).readUInt8(0);
      if (kind === IMAGE) return true;
      // The trailer, or what is no GIF any more.
      if (kind !== EXTENSION) return false;
      at = await afterSubBlocks(source, at + 2, limit);
    }
    return otherwise;
  } catch (error) {
    if (error instanceof BrokenImage) return false;
    throw error;
  }
}

/** The position after a chain of data sub-blocks, or one beyond `limit` once that is passed. */
async function afterSubBlocks(source: ByteSource, start: number, limit: number): Promise<number> {
  let at = start;
  while (at < limit) {
    await source.read(at, 1, AHEAD);
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
