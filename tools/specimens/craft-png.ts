import { crc32 } from 'node:zlib';
import { join, text, u8, u32be } from './craft-bytes.ts';

export const PNG_SIGNATURE = u8(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

export function chunk(type: string, data: Buffer): Buffer {
  const body = join(text(type), data);
  return join(u32be(data.length), body, u32be(crc32(body)));
}

export function ihdr(width: number, height: number): Buffer {
  return chunk('IHDR', join(u32be(width), u32be(height), u8(8, 2, 0, 0, 0)));
}

/** `acTL` of an APNG. */
export function animationControl(frames: number, plays = 0): Buffer {
  return chunk('acTL', join(u32be(frames), u32be(plays)));
}

/** A PNG with the given chunks between its header and its (empty) pixels. */
export function png(width: number, height: number, ...chunks: Buffer[]): Buffer {
  return join(
    PNG_SIGNATURE,
    ihdr(width, height),
    ...chunks,
    chunk('IDAT', Buffer.alloc(12)),
    chunk('IEND', Buffer.alloc(0)),
  );
}
