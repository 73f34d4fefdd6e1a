import { BrokenImage, type ByteSource } from '../source.ts';

/** One box of an ISO base media file: its four-character type, and where its content starts and ends. */
export interface Box {
  type: string;
  start: number;
  end: number;
}

/** More boxes side by side than any encoder writes, and half of the steps that an image may take. */
const MAX_BOXES = 8192;

/**
 * The boxes from `start` to `end`, one header at a time, so that what is skipped is not read.
 * ISO/IEC 14496-12, 4.2: https://mpeggroup.github.io/FileFormatConformance/?query=%3D%22ftyp%22
 * @param ahead bytes to fetch where a header is not held yet
 * @throws BrokenImage for a box that ends beyond its parent, or ahead of its own header
 */
export async function* boxes(
  source: ByteSource,
  start: number,
  end: number,
  ahead: number,
): AsyncGenerator<Box, void> {
  let at = start;
  for (let i = 0; i < MAX_BOXES && at + 8 <= end; i++) {
    const header = await source.read(at, 8, ahead);
    let headerSize = 8;
    let size = header.readUInt32BE(0);
    if (size === 1) {
      headerSize = 16;
      size = Number((await source.read(at + 8, 8, ahead)).readBigUInt64BE(0));
    } else if (size === 0) {
      size = end - at;
    }
    if (size < headerSize || at + size > end)
      throw new BrokenImage('One of its boxes has an impossible size.');
    yield { type: header.toString('latin1', 4), start: at + headerSize, end: at + size };
    at += size;
  }
}

/** The first box of a type, or undefined. */
export async function findBox(source: ByteSource, parent: Box, type: string, ahead: number) {
  for await (const box of boxes(source, parent.start, parent.end, ahead)) {
    if (box.type === type) return box;
  }
  return undefined;
}

/** The content of a box as a whole. @throws BrokenImage above `limit` bytes */
export async function readBox(source: ByteSource, box: Box, limit: number): Promise<Buffer> {
  const length = box.end - box.start;
  if (length > limit) throw new BrokenImage(`Its box "${box.type}" is larger than any real one.`);
  return source.read(box.start, length);
}
