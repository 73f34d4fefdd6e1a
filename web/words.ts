import {
  ApiError,
  ArgumentError,
  ImageRejectedError,
  NetworkError,
  TimeoutError,
  UploadRefusedError,
} from '../client/errors.ts';
import type { Metadata } from '../client/types.ts';
import { isVisible } from '../contract/text.ts';

type RejectionCode = NonNullable<Metadata['rejection']>['code'];

/** What a person can do about each rejection. */
const REJECTIONS: Record<RejectionCode, string> = {
  EmptyObject: 'The file is empty. Choose the original again.',
  NotAnImage: 'This is no image, whatever its name says. Choose a photo or picture.',
  UnsupportedType: 'Images of this type are not accepted here. Save it as JPEG, PNG or WebP and try again.',
  TypeMismatch: 'It was announced as another type of image than it is. Upload it again here.',
  TooManyBytes: 'The file is too large. Save a smaller version and try again.',
  TooManyPixels: 'The image has too many pixels. Save it in smaller dimensions and try again.',
  Unreadable: 'The image is damaged or incomplete. Export it again and try again.',
  TooManyUploads: 'This image was replaced too often within a short time. Wait an hour and try again.',
};

/** Why an image has no thumbnail. */
const THUMBNAILS: Record<NonNullable<Metadata['thumbnailError']>, string> = {
  Unsupported: 'none can be drawn of this type',
  Undecodable: 'its pixels cannot be read',
  TooManyPixels: 'it has too many pixels',
  TimedOut: 'drawing it took too long',
  Failed: 'drawing it failed',
};

const API: Record<string, string> = {
  Forbidden: 'The key is not accepted. Give another one with “Change key”.',
  FirewallRefused:
    'The firewall of the service refused this; the key is not at fault. Change what you sent, or ask its operator.',
  NotFound: 'It is no longer there: somebody deleted it, or it expired.',
  PreconditionFailed: 'Somebody else has changed it meanwhile.',
  TooManyRequests: 'The service is busy. Try again in a moment.',
  QuotaExceeded: 'The key’s quota for today is used up. Try again tomorrow.',
  IdempotencyConflict: 'Its record was deleted meanwhile. Retry: it gets a new one.',
  TooManyTickets: 'Too many attempts on this record. Remove the file and add it again.',
};

const S3: Record<string, string> = {
  BadDigest: 'The bytes changed on their way. Try again.',
  XAmzContentSHA256Mismatch: 'The bytes changed on their way. Try again.',
  EntityTooLarge: 'The file is too large. Save a smaller version and try again.',
};

/** What the page hands to the client, and cannot be sent. */
const ARGUMENTS: Record<string, string> = {
  apiKey: 'The key has a character in it that no key has. Copy it anew.',
  file: 'The file cannot be read any more: it was changed, moved or deleted. Choose it again.',
};

export function rejectionWords(code: string, fallback = 'The image was refused.'): string {
  return REJECTIONS[code as RejectionCode] ?? fallback;
}

export function thumbnailWords(code: NonNullable<Metadata['thumbnailError']>): string {
  return THUMBNAILS[code] ?? code;
}

/** What S3 says with a status and a code, for a person. */
function storageWords(code: string, expired: boolean): string {
  if (expired) return 'The upload ticket has expired. Retry: it gets a fresh one.';
  return S3[code] ?? `The storage refused the upload (${code}). Retry: it gets a fresh ticket.`;
}

/** One sentence or two for a person about any error of the client. */
export function errorWords(error: unknown): string {
  if (error instanceof ImageRejectedError) return rejectionWords(error.code, error.message);
  if (error instanceof UploadRefusedError) return storageWords(error.code, error.expired);
  if (error instanceof ApiError) return API[error.code] ?? fieldWords(error);
  if (error instanceof ArgumentError) return ARGUMENTS[error.argument] ?? error.message;
  if (error instanceof TimeoutError) return timeoutWords(error);
  if (error instanceof NetworkError) return 'The service cannot be reached. Check the connection.';
  return error instanceof Error ? error.message : String(error);
}

function timeoutWords({ code }: TimeoutError): string {
  return code === 'InspectionTimeout'
    ? 'The image has arrived, but is still being inspected. The gallery shows it when it is ready.'
    : 'That took too long. Try again in a moment.';
}

function fieldWords({ errors, message, requestId, status }: ApiError): string {
  const fields = errors.map(({ path, message }) => `${isolated(path)} ${message}`).join('; ');
  if (fields) return `${fields}.`;
  return status >= 500 && requestId ? `${message} (request ${requestId})` : message;
}

const UNITS = ['bytes', 'KB', 'MB', 'GB'];

/** `1.2 MB`, in powers of 1000 as storage is sold and limits are set. */
export function bytesWords(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), UNITS.length - 1);
  const value = bytes / 1000 ** power;
  return `${power === 0 ? value : value.toFixed(value < 10 ? 1 : 0)} ${UNITS[power]}`;
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

/** How people call the record. A title of release 0.1.0 may have nothing to see. */
export function nameOf({ title, filename }: Metadata): string {
  return title !== undefined && isVisible(title) ? title : filename;
}

/** U+2066 to U+2068 open an isolate, U+2069 closes it. https://www.unicode.org/reports/tr9/ */
const OPENS = /[\u2066-\u2068]/;
const CLOSES = '\u2069';

/**
 * Somebody's text among words of ours: whichever way it is written, and whatever marks of direction it has, the words
 * around it keep their order.
 */
export function isolated(text: string): string {
  if (/^[ -~]*$/.test(text)) return text;
  let kept = '';
  let open = 0;
  for (const character of text.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ')) {
    // It would close the isolate that is made here.
    if (character === CLOSES && open === 0) continue;
    if (character === CLOSES) open -= 1;
    if (OPENS.test(character)) open += 1;
    kept += character;
  }
  return `\u2068${kept}${CLOSES.repeat(open + 1)}`;
}

/** What assistive technology reads of a record. */
export function labelOf(metadata: Metadata): string {
  const { width, height, status } = metadata;
  const state = width && height ? `${width} by ${height} pixels` : status;
  return `${isolated(nameOf(metadata))}, ${state}`;
}
