import { text, u16be, u32be } from './craft-bytes.ts';
import { box, fullBox } from './craft-heif.ts';

export interface TrackOptions {
  codec?: string;
  /** The header's matrix turns by a quarter. */
  turned?: boolean;
  kind?: string;
  enabled?: boolean;
  /** What the track is to track 1: `auxl`, `thmb`. */
  reference?: string;
  /** Boxes of the sample entry. */
  properties?: Buffer[];
  /** 64-bit times in the header. */
  long?: boolean;
}

/** An image sequence's `moov` with one track. */
export function moov(width: number, height: number, options: TrackOptions = {}): Buffer {
  return movie(track(width, height, options));
}

export function movie(...tracks: Buffer[]): Buffer {
  return box('moov', fullBox('mvhd', 0, 0, Buffer.alloc(96)), ...tracks);
}

export function track(width: number, height: number, options: TrackOptions = {}): Buffer {
  const { codec = 'av01', turned = false, kind = 'pict', enabled = true, reference, long = false } = options;
  const [a, b] = turned ? [0, 0x10000] : [0x10000, 0];
  const matrix = [a, b, 0, turned ? 0xffff0000 : 0, turned ? 0 : 0x10000, 0, 0, 0, 0x40000000];
  const header = [
    Buffer.alloc(long ? 48 : 36),
    ...matrix.map(u32be),
    u32be(width * 65536),
    u32be(height * 65536),
  ];
  const entry = box(
    codec,
    Buffer.alloc(6),
    u16be(1),
    Buffer.alloc(16),
    u16be(width),
    u16be(height),
    Buffer.alloc(50),
    ...(options.properties ?? []),
  );
  return box(
    'trak',
    fullBox('tkhd', long ? 1 : 0, enabled ? 3 : 2, ...header),
    ...(reference ? [box('tref', box(reference, u32be(1)))] : []),
    box(
      'mdia',
      fullBox('hdlr', 0, 0, u32be(0), text(kind), Buffer.alloc(13)),
      box('minf', box('stbl', fullBox('stsd', 0, 0, u32be(1), entry))),
    ),
  );
}
