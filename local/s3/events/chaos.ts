const MAX_DELAY_MS = 1000;

/** The delays, ms, after which copies of one message are delivered. */
export type Schedule = () => number[];

/** Every message once and at once. */
export const calm: Schedule = () => [0];

/**
 * What S3 may do to a notification and hardly ever does: each one comes twice, each copy up to a second late, so
 * that messages overtake one another. The same seed gives the same delays.
 */
export function chaos(seed: number): Schedule {
  const random = mulberry32(seed);
  return () => [random() * MAX_DELAY_MS, random() * MAX_DELAY_MS];
}

/** A small generator of numbers in [0, 1) with 32 bits of state. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
