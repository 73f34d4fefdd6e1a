import { hintedType, imageTypes } from '../contract/image-types.ts';
import { REJECTION_CODES } from '../contract/outcomes.ts';
import { DEFAULT_BUDGET, RangedSource } from '../lambdas/image-inspector/formats/source.ts';
import { type InspectionRules, inspect } from '../lambdas/image-inspector/inspect.ts';
import type { Verdict } from '../lambdas/image-inspector/verdict.ts';
import type { Random } from '../local/seeded.ts';

/** Values that break what takes a length or an offset for granted. */
const LENGTHS = [0, 1, 2, 7, 8, 0x7f, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xfffffff7, 0xffffffff];
/** Headers stand here; what is hit beyond is pixels. */
const HEADER = 600;

/** One to three damages: flipped bits, corrupted lengths, truncation, repetition, removal, zeros. */
export function mutate(bytes: Buffer, random: Random): Buffer {
  let mutant: Buffer = Buffer.from(bytes);
  const times = 1 + Math.floor(random() * 3);
  for (let i = 0; i < times && mutant.length > 0; i++) {
    const damage = DAMAGES[Math.floor(random() * DAMAGES.length)]!;
    mutant = damage(mutant, random);
  }
  return mutant;
}

type Damage = (bytes: Buffer, random: Random) => Buffer;

const within = (length: number, random: Random) =>
  Math.floor(random() * (random() < 0.8 ? Math.min(length, HEADER) : length));

const DAMAGES: Damage[] = [
  function flip(bytes, random) {
    for (let i = 0; i < 1 + random() * 8; i++) bytes[within(bytes.length, random)]! ^= 1 << (random() * 8);
    return bytes;
  },
  function corruptLength(bytes, random) {
    const value = LENGTHS[Math.floor(random() * LENGTHS.length)]!;
    const at = within(bytes.length, random);
    if (at + 4 > bytes.length) return bytes;
    if (random() < 0.4) bytes.writeUInt16BE(value % 0x10000, at);
    else if (random() < 0.5) bytes.writeUInt32LE(value, at);
    else bytes.writeUInt32BE(value, at);
    return bytes;
  },
  function truncate(bytes, random) {
    return bytes.subarray(0, within(bytes.length, random));
  },
  function repeat(bytes, random) {
    const start = within(bytes.length, random);
    const part = bytes.subarray(start, start + 1 + random() * 64);
    const parts = Array.from({ length: 1 + random() * (random() < 0.05 ? 20_000 : 20) }, () => part);
    return Buffer.concat([bytes.subarray(0, start), ...parts, bytes.subarray(start)]);
  },
  function remove(bytes, random) {
    const start = within(bytes.length, random);
    return Buffer.concat([bytes.subarray(0, start), bytes.subarray(start + 1 + random() * 64)]);
  },
  function zero(bytes, random) {
    const start = within(bytes.length, random);
    return bytes.fill(
      random() < 0.5 ? 0 : 0xff,
      start,
      Math.min(bytes.length, start + 1 + Math.floor(random() * 32)),
    );
  },
];

const RULES: InspectionRules = {
  allowedTypes: new Set(imageTypes),
  maxBytes: 100_000_000,
  maxPixels: 100_000_000,
};

export interface FuzzResult {
  verdict: Verdict;
  ms: number;
  /** What is wrong with the answer; undefined when it is sound. */
  nonsense: string | undefined;
}

/** Inspects a case under a name of the given extension. Never throws, unless the inspector does. */
export async function inspectCase(bytes: Buffer, extension: string): Promise<FuzzResult> {
  const source = new RangedSource(bytes.length, async (start, end) => bytes.subarray(start, end));
  const start = performance.now();
  const verdict = await inspect(source, RULES, { hint: hintedType(`x.${extension}`) });
  const ms = performance.now() - start;
  const overspent = source.gets > DEFAULT_BUDGET.gets || source.bytesRead > DEFAULT_BUDGET.bytes;
  return { verdict, ms, nonsense: overspent ? 'over its budget' : nonsenseIn(verdict) };
}

function nonsenseIn(verdict: Verdict): string | undefined {
  if ('rejection' in verdict) {
    const { code, message } = verdict.rejection;
    return REJECTION_CODES.includes(code) && message.length > 10 ? undefined : 'not a rejection';
  }
  const { contentType, width, height, storedWidth, storedHeight, orientation } = verdict.image;
  const sides = [width, height, storedWidth ?? width, storedHeight ?? height];
  if (!RULES.allowedTypes.has(contentType)) return 'not a type';
  if (!sides.every((side) => Number.isInteger(side) && side >= 1)) return 'not a size';
  if (width * height > RULES.maxPixels) return 'too many pixels';
  return orientation === undefined || (orientation >= 1 && orientation <= 8)
    ? undefined
    : 'not an orientation';
}
