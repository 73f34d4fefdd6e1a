import { join, text, u8, u16le } from './craft-bytes.ts';

export interface GifOptions {
  frames?: number;
  /** A Netscape loop extension ahead of the first frame. */
  loop?: boolean;
  /** Hundredths of a second; with it every frame has a graphic control extension. */
  delay?: number;
  /** Bytes of compressed pixels a frame. */
  frameBytes?: number;
  /** Size of each frame, by default that of the screen. */
  frameSize?: [width: number, height: number];
  /** Where each frame stands on the screen. */
  frameAt?: [left: number, top: number];
}

/** A GIF with a global colour table of two colours. */
export function gif(width: number, height: number, options: GifOptions = {}): Buffer {
  const { frames = 1, loop = false, delay, frameBytes = 4, frameSize = [width, height] } = options;
  const control = delay === undefined ? Buffer.alloc(0) : join(u8(0x21, 0xf9, 4, 0), u16le(delay), u8(0, 0));
  const [frameWidth, frameHeight] = frameSize;
  const [left, top] = options.frameAt ?? [0, 0];
  const image = join(
    control,
    u8(0x2c),
    u16le(left),
    u16le(top),
    u16le(frameWidth),
    u16le(frameHeight),
    u8(0, 2),
    subBlocks(Buffer.alloc(frameBytes, 0x55)),
  );
  return join(
    text('GIF89a'),
    u16le(width),
    u16le(height),
    u8(0x80, 0, 0),
    Buffer.alloc(6),
    loop ? join(u8(0x21, 0xff, 11), text('NETSCAPE2.0'), u8(3, 1, 0, 0, 0)) : Buffer.alloc(0),
    ...Array.from({ length: frames }, () => image),
    u8(0x3b),
  );
}

function subBlocks(data: Buffer): Buffer {
  const blocks: Buffer[] = [];
  for (let at = 0; at < data.length; at += 255) {
    const part = data.subarray(at, at + 255);
    blocks.push(u8(part.length), part);
  }
  return join(...blocks, u8(0));
}
