import { bits, join, text, u8, u16le, u32le } from './craft-bytes.ts';

function riffChunk(type: string, data: Buffer): Buffer {
  return join(text(type), u32le(data.length), data, Buffer.alloc(data.length & 1));
}

function riff(...chunks: Buffer[]): Buffer {
  const body = join(text('WEBP'), ...chunks);
  return join(text('RIFF'), u32le(body.length), body);
}

/** A `VP8 ` chunk: a key frame's header and some partition bytes. */
function lossyChunk(width: number, height: number, bytes = 20): Buffer {
  return riffChunk(
    'VP8 ',
    join(u8(0x10, 0, 0, 0x9d, 0x01, 0x2a), u16le(width), u16le(height), Buffer.alloc(bytes)),
  );
}

export function webpLossy(width: number, height: number): Buffer {
  return riff(lossyChunk(width, height));
}

export function webpLossless(width: number, height: number): Buffer {
  return riff(
    riffChunk('VP8L', join(u8(0x2f), bits([width - 1, 14], [height - 1, 14], [0, 4]), u8(1, 2, 3))),
  );
}

export interface ExtendedWebp {
  animated?: boolean;
  /** An EXIF block behind the pixels. */
  exif?: Buffer;
  /** Bytes of pixels. */
  pixels?: number;
  /** Bytes of pixels of each frame of an animation. */
  frames?: number[];
}

export function webpExtended(
  width: number,
  height: number,
  { animated = false, exif, pixels = 20, frames = [pixels] }: ExtendedWebp = {},
): Buffer {
  const flags = (exif ? 0x08 : 0) | (animated ? 0x02 : 0);
  const size = bits([width - 1, 24], [height - 1, 24]);
  return riff(
    riffChunk('VP8X', join(u8(flags, 0, 0, 0), size)),
    animated ? riffChunk('ANIM', Buffer.alloc(6)) : Buffer.alloc(0),
    ...(animated
      ? frames.map((bytes) => riffChunk('ANMF', Buffer.alloc(16 + bytes)))
      : [lossyChunk(width, height, pixels)]),
    exif ? riffChunk('EXIF', exif) : Buffer.alloc(0),
  );
}
