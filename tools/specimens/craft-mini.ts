import { join, text, u32be } from './craft-bytes.ts';
import { box } from './craft-heif.ts';

export interface MiniOptions {
  /** Of EXIF, 1 to 8. */
  orientation?: number;
  /** Sides in 15 bits instead of 7. */
  large?: boolean;
  /** Chroma: 0 none, 1 4:2:0, 2 4:2:2, 3 4:4:4. */
  chroma?: number;
  /** The brand in the place of the minor version. */
  brand?: string;
  /** Type of item and of configuration, where the brand does not tell them. */
  codec?: [item: string, configuration: string];
  /** Alpha, more than 8 bits of depth and colours are told as well. */
  rich?: boolean;
  version?: number;
}

/** A minimized image (ISO/IEC 23008-12:2025, Annex O) up to the fields that tell its size and coding. */
export function minimized(width: number, height: number, options: MiniOptions = {}): Buffer {
  const { orientation = 1, large = false, chroma = 1, brand = 'avif', codec, rich = false } = options;
  const flag = (value: unknown): [number, number] => [value ? 1 : 0, 1];
  const fields: [value: number, width: number][] = [
    [options.version ?? 0, 2],
    flag(codec),
    flag(false), // float
    flag(true), // full range
    flag(rich), // alpha
    flag(rich), // colours
    [0, 4],
    [chroma, 2],
    [orientation - 1, 3],
    flag(large),
    [width - 1, large ? 15 : 7],
    [height - 1, large ? 15 : 7],
    ...(chroma === 1 || chroma === 2 ? [flag(true)] : []),
    ...(chroma === 1 ? [flag(true)] : []),
    ...(rich ? [flag(true), [1, 3] as [number, number], flag(true)] : [flag(false)]),
    ...(rich
      ? ([
          [1, 8],
          [13, 8],
          [6, 8],
        ] as [number, number][])
      : []),
    ...[...text(codec?.join('') ?? '')].map((byte): [number, number] => [byte, 8]),
    [0, 64],
  ];
  const major = join(text('mif3'), brand === '' ? u32be(0) : text(brand));
  return join(box('ftyp', major), box('mini', mostSignificantFirst(fields), Buffer.alloc(64)));
}

function mostSignificantFirst(fields: [value: number, width: number][]): Buffer {
  const digits = fields.map(([value, width]) => value.toString(2).padStart(width, '0')).join('');
  const bytes = digits.padEnd(Math.ceil(digits.length / 8) * 8, '0').match(/.{8}/g)!;
  return Buffer.from(bytes.map((byte) => Number.parseInt(byte, 2)));
}
