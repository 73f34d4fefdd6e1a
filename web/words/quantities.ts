/* Sizes, moments and spans of time in words for a person. */

const UNITS = ['bytes', 'KB', 'MB', 'GB'];

/** `1.2 MB`, in powers of 1000 as storage is sold and limits are set. */
export function bytesWords(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (Math.round(value) >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${Number(value.toFixed(value < 100 ? 1 : 0))} ${UNITS[unit]}`;
}

const moment = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

export function momentWords(epochMs: number): string {
  return moment.format(epochMs);
}

const SPANS = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const;

/** `58 minutes`: never more than there are. */
export function spanWords(seconds: number): string {
  const span = SPANS.find(([, length]) => seconds >= length);
  if (!span) return 'less than a minute';
  const count = Math.floor(seconds / span[1]);
  return `${count} ${span[0]}${count === 1 ? '' : 's'}`;
}
