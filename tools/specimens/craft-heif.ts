import { join, text, u8, u16be, u32be, u64be } from './craft-bytes.ts';

export function box(type: string, ...content: Buffer[]): Buffer {
  const body = join(...content);
  return join(u32be(8 + body.length), text(type), body);
}

/** A box whose size is written in 64 bits. */
export function largeBox(type: string, ...content: Buffer[]): Buffer {
  const body = join(...content);
  return join(u32be(1), text(type), u64be(16 + body.length), body);
}

export function fullBox(type: string, version: number, flags: number, ...content: Buffer[]): Buffer {
  return box(type, u32be(version * 2 ** 24 + flags), ...content);
}

export function ftyp(major: string, ...compatible: string[]): Buffer {
  return box('ftyp', text(major), u32be(0), ...compatible.map(text));
}

export const ispe = (width: number, height: number) => fullBox('ispe', 0, 0, u32be(width), u32be(height));
export const irot = (quarters: number) => box('irot', u8(quarters));
export const imir = (axis: number) => box('imir', u8(axis));
/** Sides as fractions, then offsets of zero. */
export const clap = (width: [number, number], height: [number, number]) =>
  box('clap', ...[...width, ...height, 0, 1, 0, 1].map(u32be));
export const pixi = () => fullBox('pixi', 0, 0, u8(3, 8, 8, 8));

interface Item {
  id: number;
  type: string;
  /** Indexes into the properties, from 1 on, in their order. */
  properties: number[];
}

export interface MetaOptions {
  primary: number;
  items: Item[];
  properties: Buffer[];
  /** Ids of 4 bytes, indexes of 2. */
  wide?: boolean;
  /** An `ipma` for each item instead of one for all. */
  splitAssociations?: boolean;
  /** Bytes of other boxes ahead of the properties. */
  ahead?: Buffer;
}

/** `meta` with a handler, the primary item's id, item infos, properties and their associations. */
export function meta(options: MetaOptions): Buffer {
  const { primary, items, properties, wide = false } = options;
  const id = (value: number) => (wide ? u32be(value) : u16be(value));
  const association = ({ id: item, properties: own }: Item) =>
    join(id(item), u8(own.length), ...own.map((index) => (wide ? u16be(0x8000 | index) : u8(0x80 | index))));
  const ipma = (own: Item[]) =>
    fullBox('ipma', wide ? 1 : 0, wide ? 1 : 0, u32be(own.length), ...own.map(association));
  const infos = items.map(({ id: item, type }) =>
    fullBox('infe', wide ? 3 : 2, 0, id(item), u16be(0), text(type), u8(0)),
  );
  return fullBox(
    'meta',
    0,
    0,
    fullBox('hdlr', 0, 0, u32be(0), text('pict'), Buffer.alloc(13)),
    options.ahead ?? Buffer.alloc(0),
    fullBox('pitm', wide ? 1 : 0, 0, id(primary)),
    fullBox('iinf', wide ? 1 : 0, 0, id(items.length), ...infos),
    box(
      'iprp',
      box('ipco', ...properties),
      ...(options.splitAssociations ? items.map((item) => ipma([item])) : [ipma(items)]),
    ),
  );
}

/** A file of one image with the given properties. */
export function heif(brands: [string, ...string[]], codec: string, ...properties: Buffer[]): Buffer {
  const item = { id: 1, type: codec, properties: properties.map((_, i) => i + 1) };
  return join(
    ftyp(...brands),
    meta({ primary: 1, items: [item], properties }),
    box('mdat', Buffer.alloc(64)),
  );
}
