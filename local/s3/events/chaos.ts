import { seeded } from '../../seeded.ts';

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
  const random = seeded(seed);
  return () => [random() * MAX_DELAY_MS, random() * MAX_DELAY_MS];
}
