/** Numbers as bytes, for the builders of images beside this file. */
export function u8(...values: number[]): Buffer {
  return Buffer.from(values);
}

export function u16be(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

export function u16le(value: number): Buffer {
  return u16be(value).reverse();
}

export function u32be(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

export function u32le(value: number): Buffer {
  return u32be(value).reverse();
}

export function i32le(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}

export function u64be(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt.asUintN(64, BigInt(value)));
  return bytes;
}

export function text(value: string): Buffer {
  return Buffer.from(value, 'latin1');
}

export function join(...parts: Buffer[]): Buffer {
  return Buffer.concat(parts);
}

/** Fields of bits, each a value and its width, least significant bit first. */
export function bits(...fields: [value: number, width: number][]): Buffer {
  const all = fields.flatMap(([value, width]) =>
    Array.from({ length: width }, (_, i) => Math.floor(value / 2 ** i) % 2),
  );
  const bytes = Buffer.alloc(Math.ceil(all.length / 8));
  for (const [i, bit] of all.entries()) bytes[i >> 3]! |= bit << (i & 7);
  return bytes;
}
