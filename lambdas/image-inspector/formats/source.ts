/** An image whose header is broken, truncated, or too far into the object; its message is for a person. */
export class BrokenImage extends Error {
  override name = 'BrokenImage';
}

/** What is looked for is beyond the requests, bytes and steps that an image may cost. */
export class BeyondBudget extends BrokenImage {
  override name = 'BeyondBudget';
}

/** An image of a format that no stage can allow, which only its reader could tell; its message is the format's name. */
export class UnsupportedImage extends Error {
  override name = 'UnsupportedImage';
}

/** The object could not be read at all: no fault of the image. `cause` is the failure to pass on. */
export class SourceFailure extends Error {
  override name = 'SourceFailure';
}

/** The bytes of an object, of which readers take as few as they can. */
export interface ByteSource {
  /** Bytes in the whole object. */
  readonly size: number;
  /**
   * Exactly `length` bytes from `start`. Where they are not held yet, one range is fetched from the first missing
   * byte: at least `ahead` bytes, so that what comes next is likely to be held as well, and four times as many
   * with every further range.
   * Each call counts as a step: a reader that takes one for whatever it walks over ends with the budget, however many
   * boxes, entries or segments a file claims to have.
   * @throws BrokenImage beyond the end, BeyondBudget, SourceFailure where the fetch failed.
   */
  read(start: number, length: number, ahead?: number): Promise<Buffer>;
  /** The bytes from `start` on that are held already, as far as they are without a gap; often none. */
  peek(start: number): Buffer;
}

export interface Budget {
  gets: number;
  bytes: number;
  /** Calls of `read`, which bound the CPU time: a hundred times what real images take. */
  steps: number;
}

export const DEFAULT_BUDGET: Budget = { gets: 6, bytes: 4 * 1024 * 1024, steps: 16_384 };

/** Fetches the bytes from `start` up to, not including, `end`. */
export type FetchRange = (start: number, end: number) => Promise<Uint8Array>;

/** Fetches ranges, keeps what it has fetched, counts, and stays within a budget. */
export class RangedSource implements ByteSource {
  readonly size: number;
  gets = 0;
  bytesRead = 0;
  steps = 0;
  readonly #fetch: FetchRange;
  readonly #budget: Budget;
  readonly #held: { start: number; bytes: Buffer }[] = [];

  constructor(size: number, fetch: FetchRange, budget: Partial<Budget> = {}) {
    this.size = size;
    this.#fetch = fetch;
    this.#budget = { ...DEFAULT_BUDGET, ...budget };
  }

  async read(start: number, length: number, ahead = 0): Promise<Buffer> {
    const end = start + length;
    this.steps += 1;
    if (this.steps > this.#budget.steps) throw tooLong();
    if (!(start >= 0 && length >= 0 && end <= this.size)) throw new BrokenImage('The file ends too early.');
    let piece = this.#pieceAt(start);
    if (!piece) {
      piece = { start, bytes: Buffer.alloc(0) };
      this.#held.push(piece);
    }
    const missing = piece.start + piece.bytes.length;
    if (end > missing) {
      const fetched = await this.#fetchWithin(
        missing,
        end,
        missing + ahead * 4 ** Math.max(0, this.gets - 1),
      );
      piece.bytes = piece.bytes.length > 0 ? Buffer.concat([piece.bytes, fetched]) : fetched;
    }
    return piece.bytes.subarray(start - piece.start, end - piece.start);
  }

  peek(start: number): Buffer {
    const piece = this.#pieceAt(start);
    return piece ? piece.bytes.subarray(start - piece.start) : Buffer.alloc(0);
  }

  /** The piece that holds `start`, or ends right there. */
  #pieceAt(start: number) {
    return this.#held.find((piece) => start >= piece.start && start <= piece.start + piece.bytes.length);
  }

  async #fetchWithin(start: number, atLeast: number, wanted: number): Promise<Buffer> {
    const affordable = start + this.#budget.bytes - this.bytesRead;
    if (this.gets >= this.#budget.gets || affordable < atLeast) {
      throw tooLong();
    }
    const end = Math.min(Math.max(atLeast, wanted), this.size, affordable);
    this.gets += 1;
    const bytes = await this.#fetch(start, end).catch((cause: unknown) => {
      throw new SourceFailure('The object could not be read', { cause });
    });
    this.bytesRead += bytes.length;
    if (bytes.length !== end - start) throw new BrokenImage('The file is shorter than it was.');
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  }
}

function tooLong(): BeyondBudget {
  return new BeyondBudget('The header is too long or too scattered to be read.');
}
