import {
  ApiError,
  ArgumentError,
  ImageRejectedError,
  NetworkError,
  TimeoutError,
  UploadRefusedError,
  UploadSupersededError,
} from '../client/errors.ts';
import type { Metadata } from '../client/types.ts';
import { IMAGE_TYPES } from '../contract/image-types.ts';
import { isVisible } from '../contract/text.ts';
import { faultWords, fieldWords } from './words/fields.ts';
import { isolated } from './words/isolated.ts';

export { isolated };

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
  Unauthorized: 'Your sign-in is not accepted any more. Sign in again, then try again.',
  SignInUnavailable: 'The service cannot check who you are at the moment. Try again in a moment.',
  Forbidden: 'The key is not accepted. Give another one, then try again.',
  FirewallRefused:
    'The firewall of the service refused this; the key is not at fault. Change what you sent, or ask its operator.',
  NotFound: 'It is no longer there: it was deleted, or it expired.',
  PreconditionFailed: 'It was changed meanwhile. Look at it again.',
  TooManyRequests: 'The service is busy. Try again in a moment.',
  HourlyLimitReached: 'Too many uploads within this hour. Try again in the next one.',
  QuotaExceeded: 'The key’s quota for today is used up. Try again tomorrow.',
  IdempotencyConflict: 'Its record was deleted meanwhile. Retry: it gets a new one.',
  TooManyTickets: 'Too many attempts on this record. Remove the file and add it again.',
  AlreadyExists: 'There is one by this name already.',
  EditConflict: 'Others keep changing it. Try again in a moment.',
  PayloadTooLarge: 'That is too much at once. Shorten it and try again.',
  ValidationFailed: 'The service does not accept this. Change it and try again.',
  BadRequest: 'The service does not understand this page. Reload the page and try again.',
  MethodNotAllowed: 'The service does not understand this page. Reload the page and try again.',
  UnsupportedMediaType: 'The service does not understand this page. Reload the page and try again.',
  NotJson: 'Something else answered in place of the service: a network that wants a login first, perhaps.',
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

const UNCOMMON: ReadonlySet<string | undefined> = new Set<Metadata['contentType']>([
  'image/tiff',
  'image/heic',
  'image/jxl',
  'image/vnd.adobe.photoshop',
  'image/x-portable-anymap',
]);

/** Whether only some browsers show images of the type. */
export function isUncommon(contentType: Metadata['contentType']): boolean {
  return UNCOMMON.has(contentType);
}

/** Why an accepted image is not seen, by its record: first what is the matter, then what to do. */
export function unshownWords({ thumbnailError, contentType }: Metadata): string {
  const type = typeName(contentType);
  if (thumbnailError === 'Undecodable') {
    return 'The image is damaged: its pixels cannot be read. Replace it with a good copy.';
  }
  if (thumbnailError === 'TooManyPixels') {
    return 'The image has too many pixels to be shown here. Download it to see it.';
  }
  if (thumbnailError === 'Unsupported' || isUncommon(contentType)) {
    return `This browser cannot show ${type}. Download it to see it.`;
  }
  return 'The image did not load. Check the connection and try again.';
}

/** What is said where the thumbnail is shown in place of the image. */
export function thumbnailInsteadWords({ contentType }: Metadata): string {
  return isUncommon(contentType)
    ? 'This browser cannot show the original; this is its thumbnail.'
    : 'The original did not load; this is its thumbnail.';
}

/** `JPEG` for `image/jpeg`. */
export function typeName(contentType: Metadata['contentType']): string {
  return contentType ? IMAGE_TYPES[contentType].name : 'this type';
}

/** What S3 says with a status and a code, for a person. */
function storageWords(code: string, expired: boolean): string {
  if (expired) return 'The upload ticket has expired. Retry: it gets a fresh one.';
  return S3[code] ?? 'The storage refused the upload. Retry: it gets a fresh ticket.';
}

/**
 * One sentence or two for a person about any error of the client.
 * @param sent What was sent, where it tells which of several fields is at fault.
 */
export function errorWords(error: unknown, sent?: object): string {
  if (error instanceof ImageRejectedError) return rejectionWords(error.code);
  if (error instanceof UploadRefusedError) return storageWords(error.code, error.expired);
  if (error instanceof ApiError) return fieldWords(error, sent) || API[error.code] || serviceWords(error);
  if (error instanceof ArgumentError) return argumentWords(error, sent);
  if (error instanceof TimeoutError) return timeoutWords(error);
  if (error instanceof NetworkError) return 'The service cannot be reached. Check the connection.';
  if (error instanceof UploadSupersededError) return 'A later upload of somebody else took its place.';
  return isOfBrowser(error)
    ? 'Something on this page went wrong. Reload it and try again.'
    : String(Object(error).message ?? error);
}

/** What the browser throws is for programmers; what this page throws is for people. */
function isOfBrowser(error: unknown): boolean {
  const kinds = [TypeError, RangeError, SyntaxError, ReferenceError, DOMException];
  return kinds.some((kind) => error instanceof kind);
}

function timeoutWords({ code }: TimeoutError): string {
  return code === 'InspectionTimeout'
    ? 'The image has arrived, but is still being inspected. The gallery shows it when it is ready.'
    : 'That took too long. Try again in a moment.';
}

function argumentWords({ argument, message }: ArgumentError, sent?: object): string {
  return ARGUMENTS[argument] ?? faultWords(argument, message.slice(argument.length + 1), sent);
}

/** The request's id is what its operator finds it by. */
function serviceWords({ requestId, status }: ApiError): string {
  if (status < 500) return 'The service did not accept this. Reload the page and try again.';
  const tell = requestId ? ` If it stays so, tell its operator: request ${requestId}.` : '';
  return `The service failed. Try again in a moment.${tell}`;
}

/** How people call the record. A title of release 0.1.0 may have nothing to see. */
export function nameOf({ title, filename }: Metadata): string {
  return title !== undefined && isVisible(title) ? title : filename;
}

/** What assistive technology reads of a record. */
export function labelOf(metadata: Metadata): string {
  const { width, height, status } = metadata;
  const state = width && height ? `${width} by ${height} pixels` : status;
  return `${isolated(nameOf(metadata))}, ${state}`;
}
