import { join, text, u8, u16be } from './craft-bytes.ts';
import { exif } from './craft-tiff.ts';

export interface JpegOptions {
  /** Low byte of the frame marker: C0 baseline, C2 progressive, C3 lossless, C9 arithmetic, DE hierarchical. */
  frame?: number;
  components?: number;
  precision?: number;
  orientation?: number;
  littleExif?: boolean;
  /** Segments between SOI and the frame, by marker and body. */
  segments?: [marker: number, body: Buffer][];
  /** The same between the frame and the scan. */
  lateSegments?: [marker: number, body: Buffer][];
  /** FF bytes ahead of the frame marker. */
  fill?: number;
  /** Bytes that belong to no segment, ahead of the frame marker. */
  stray?: Buffer;
}

function segment(marker: number, body: Buffer): Buffer {
  return join(u8(0xff, marker), u16be(body.length + 2), body);
}

function exifSegment(orientation: number, little = false): Buffer {
  return segment(0xe1, join(text('Exif\0\0'), exif(orientation, little)));
}

/** A JPEG up to its first scan, with the markers in the order in which encoders write them. */
export function jpeg(width: number, height: number, options: JpegOptions = {}): Buffer {
  const { frame = 0xc0, components = 3, precision = 8, orientation, segments = [] } = options;
  const { lateSegments = [] } = options;
  const parts = Array.from({ length: components }, (_, i) => u8(i + 1, 0x11, 0));
  return join(
    u8(0xff, 0xd8),
    segment(0xe0, join(text('JFIF\0'), u8(1, 1, 0, 0, 1, 0, 1, 0, 0))),
    ...(orientation ? [exifSegment(orientation, options.littleExif)] : []),
    ...segments.map(([marker, body]) => segment(marker, body)),
    segment(0xdb, Buffer.alloc(65, 1)),
    options.stray ?? Buffer.alloc(0),
    Buffer.alloc(options.fill ?? 0, 0xff),
    segment(frame, join(u8(precision), u16be(height), u16be(width), u8(components), ...parts)),
    segment(0xc4, Buffer.alloc(29)),
    ...lateSegments.map(([marker, body]) => segment(marker, body)),
    segment(0xda, u8(1, 1, 0, 0, 63, 0)),
    u8(0x12, 0x34, 0xff, 0xd9),
  );
}
