import { bits, i32le, join, text, u8, u16be, u16le, u32be, u32le } from './craft-bytes.ts';

/** `BITMAPINFOHEADER` and its longer successors. */
export function bmp(width: number, height: number, headerSize = 40): Buffer {
  return join(
    bmpFileHeader(headerSize),
    u32le(headerSize),
    i32le(width),
    i32le(height),
    Buffer.alloc(headerSize - 12),
  );
}

/** OS/2's `BITMAPCOREHEADER`, with sides of 16 bits. */
export function bmpCore(width: number, height: number): Buffer {
  return join(
    bmpFileHeader(12),
    u32le(12),
    u16le(width),
    u16le(height),
    u16le(1),
    u16le(24),
    Buffer.alloc(8),
  );
}

/** OS/2's array of bitmaps, with one in it. */
export function bmpArray(bitmap: Buffer): Buffer {
  return join(text('BA'), u32le(14), u32le(0), u16le(0), u16le(0), bitmap);
}

function bmpFileHeader(headerSize: number): Buffer {
  return join(text('BM'), u32le(14 + headerSize), u32le(0), u32le(14 + headerSize));
}

/** An icon of empty images; a side of 256 is written as 0. */
export function ico(sides: [width: number, height: number][], kind = 1, reserved = 0): Buffer {
  const start = 6 + 16 * sides.length;
  const entries = sides.map(([width, height], i) =>
    join(u8(width & 0xff, height & 0xff, 0, reserved), u16le(1), u16le(32), u32le(40), u32le(start + 40 * i)),
  );
  return join(u16le(0), u16le(kind), u16le(sides.length), ...entries, Buffer.alloc(40 * sides.length));
}

export function psd(width: number, height: number, version = 1): Buffer {
  return join(
    text('8BPS'),
    u16be(version),
    Buffer.alloc(6),
    u16be(3),
    u32be(height),
    u32be(width),
    u16be(8),
    u16be(3),
  );
}

/** JPEG XL's SizeHeader with both sides written out. */
function jxlSize(width: number, height: number): [number, number][] {
  return [
    [0, 1],
    [3, 2],
    [height - 1, 30],
    [0, 3],
    [3, 2],
    [width - 1, 30],
  ];
}

export function jxl(width: number, height: number, { orientation = 1, animated = false } = {}): Buffer {
  const metadata: [number, number][] = [
    [0, 1],
    [1, 1],
    [orientation - 1, 3],
    [0, 1],
    [0, 1],
    [animated ? 1 : 0, 1],
  ];
  return join(u8(0xff, 0x0a), bits(...jxlSize(width, height), ...metadata, [0, 64]));
}

/** Sides in units of 8, the width by ratio (1 is square, 7 twice the height), and nothing but defaults behind. */
export function jxlSmall(eighths: number, ratio: number): Buffer {
  return join(u8(0xff, 0x0a), bits([1, 1], [eighths - 1, 5], [ratio, 3], [1, 1], [0, 64]));
}

/** JPEG XL in boxes, after a box that must be hopped over. */
export function jxlContainer(
  codestream: Buffer,
  { partial = false, firstPart = codestream.length, skipped = 100 } = {},
): Buffer {
  const isoBox = (type: string, ...content: Buffer[]) => {
    const body = join(...content);
    return join(u32be(8 + body.length), text(type), body);
  };
  return join(
    isoBox('JXL ', u8(0x0d, 0x0a, 0x87, 0x0a)),
    isoBox('ftyp', text('jxl '), u32be(0), text('jxl ')),
    isoBox('Exif', Buffer.alloc(skipped)),
    ...(partial
      ? [
          isoBox('jxlp', u32be(0), codestream.subarray(0, firstPart)),
          isoBox('jxlp', u32be(0x8000_0001), codestream.subarray(firstPart)),
        ]
      : [isoBox('jxlc', codestream)]),
  );
}
