import type { Settings } from './settings.ts';

/** Seconds after the end of a ticket in which its upload is still inspected. */
const INSPECTION_SECONDS = 3600;

/** TTL, epoch seconds, of a record without an image; never before its ticket ends. */
export function expiryOf(settings: Settings, now: number): number {
  return Math.max(Math.ceil(now / 1000) + settings.pendingDays * 86_400, outliveOf(settings, now) + 1);
}

/** What the TTL of a record must exceed for a ticket given now to be of use, epoch seconds. */
export function outliveOf(settings: Settings, now: number): number {
  return Math.ceil(now / 1000) + settings.urlExpiresSeconds + INSPECTION_SECONDS;
}
