import type { Settings } from '../settings.ts';

/** What of the stage's settings decides how long records and tickets live. */
export type Lifetimes = Pick<Settings, 'pendingDays' | 'urlExpiresSeconds'>;

/** Seconds after the end of a ticket in which its upload is still inspected. */
const INSPECTION_SECONDS = 3600;

/** TTL, epoch seconds, of a record without an image; never before its ticket ends. */
export function expiryOf(settings: Lifetimes, now: number): number {
  return Math.max(Math.ceil(now / 1000) + settings.pendingDays * 86_400, outliveOf(settings, now) + 1);
}

/** What the TTL of a record must exceed for a ticket given now to be of use, epoch seconds. */
export function outliveOf(settings: Lifetimes, now: number): number {
  return Math.ceil(now / 1000) + settings.urlExpiresSeconds + INSPECTION_SECONDS;
}
