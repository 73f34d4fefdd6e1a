/** Reads fields of bits, least significant bit first. ISO/IEC 18181-1, B.1 */
export class BitReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** @throws RangeError at the end of the bytes */
  read(count: number): number {
    let value = 0;
    for (let i = 0; i < count; i++, this.#at++) {
      const byte = this.#bytes[this.#at >> 3];
      if (byte === undefined) throw new RangeError('No more bits');
      value += ((byte >> (this.#at & 7)) & 1) * 2 ** i;
    }
    return value;
  }
}
