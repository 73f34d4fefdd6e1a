import { join, text, u8, u16be, u16le, u32be, u32le, u64be } from './craft-bytes.ts';

export interface TiffOptions {
  /** Intel's byte order, `II`. */
  little?: boolean;
  /** BigTIFF. */
  big?: boolean;
  /** Bytes between the header and the directory. */
  gap?: number;
  /** Tag, field type (1 BYTE, 3 SHORT, 4 LONG, 8 SSHORT, 9 SLONG, 16 LONG8 and the like), value, and how many. */
  entries: [tag: number, type: number, value: number, count?: number][];
}

/** A TIFF of one directory. */
function tiff({ little = true, big = false, gap = 0, entries }: TiffOptions): Buffer {
  const u16 = little ? u16le : u16be;
  const u32 = little ? u32le : u32be;
  const u64 = (value: number) => (little ? u64be(value).reverse() : u64be(value));
  const offset = big ? u64 : u32;
  const start = (big ? 16 : 8) + gap;
  const magic = text(little ? 'II' : 'MM');
  const header = big ? join(magic, u16(43), u16(8), u16(0), u64(start)) : join(magic, u16(42), u32(start));
  const fields: Record<number, (value: number) => Buffer> = {
    1: u8,
    3: u16,
    6: u8,
    8: u16,
    16: u64,
    17: u64,
  };
  const room = big ? 8 : 4;
  const behind = start + (big ? 8 : 2) + entries.length * (big ? 20 : 12) + room;
  const elsewhere: Buffer[] = [];
  const directory = entries.map(([tag, type, value, values = 1]) => {
    const field = (fields[type] ?? u32)(value);
    const fits = field.length <= room;
    const at = behind + join(...elsewhere).length;
    if (!fits) elsewhere.push(field);
    const padded = fits ? join(field, Buffer.alloc(room - field.length)) : offset(at);
    return join(u16(tag), u16(type), offset(values), padded);
  });
  const count = big ? u64(entries.length) : u16(entries.length);
  return join(header, Buffer.alloc(gap), count, ...directory, offset(0), ...elsewhere);
}

/** A TIFF image's directory of plausible entries. */
export function tiffImage(
  width: number,
  height: number,
  options: Omit<TiffOptions, 'entries'> & {
    orientation?: number;
    type?: number;
    reduced?: boolean;
    subIfds?: boolean;
    photometric?: number;
    /** Tags behind the usual ones, in their order. */
    more?: TiffOptions['entries'];
  } = {},
): Buffer {
  const {
    orientation,
    type = 3,
    reduced = false,
    subIfds = false,
    photometric = 1,
    more = [],
    ...rest
  } = options;
  const entries: TiffOptions['entries'] = [
    [254, 4, reduced ? 1 : 0],
    [256, type, width],
    [257, type, height],
    [258, 3, 8],
    [259, 3, 1],
    [262, 3, photometric],
  ];
  if (orientation !== undefined) entries.push([274, 3, orientation]);
  entries.push([277, 3, 1], [278, 4, 1]);
  if (subIfds) entries.push([330, 4, 8]);
  entries.push(...more);
  return tiff({ ...rest, entries });
}

/** An EXIF block that holds an orientation, as it stands behind `Exif\0\0`. */
export function exif(orientation: number, little = false, { type = 3, count = 1 } = {}): Buffer {
  return tiff({
    little,
    entries: [
      [0x010f, 4, 0],
      [0x0112, type, orientation, count],
    ],
  });
}
