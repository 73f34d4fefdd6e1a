import { notImplemented, S3Error } from '../http/errors.ts';
import type { ObjectVersion } from './object-version.ts';

type Headers = ReadonlyMap<string, string>;

/**
 * Checks the conditions of a read, in the order of RFC 9110, 13.2.2.
 * @throws S3Error PreconditionFailed (412) or NotModified (304).
 */
export function checkRead(headers: Headers, object: ObjectVersion): void {
  // HTTP dates have whole seconds.
  const modified = Math.floor(object.lastModified / 1000) * 1000;
  const ifMatch = headers.get('if-match');
  const unmodifiedSince = dateOf(headers.get('if-unmodified-since'));
  if (ifMatch !== undefined) {
    if (!listed(ifMatch, object.etag)) throw failed('If-Match');
  } else if (unmodifiedSince !== undefined && modified > unmodifiedSince) {
    throw failed('If-Unmodified-Since');
  }
  const ifNoneMatch = headers.get('if-none-match');
  const modifiedSince = dateOf(headers.get('if-modified-since'));
  const unchanged =
    ifNoneMatch !== undefined
      ? listed(ifNoneMatch, object.etag)
      : modifiedSince !== undefined && modified <= modifiedSince;
  if (unchanged) {
    const validators = {
      ETag: `"${object.etag}"`,
      'Last-Modified': new Date(object.lastModified).toUTCString(),
    };
    throw new S3Error('NotModified', 'Not Modified', {}, validators);
  }
}

/** A write that must create (`If-None-Match: *`), or replace one exact object (`If-Match`). */
export interface WriteConditions {
  createOnly: boolean;
  replaces: string | undefined;
}

/**
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 * @throws S3Error NotImplemented for any `If-None-Match` but `*`, and for both conditions at once.
 */
export function readWriteConditions(headers: Headers): WriteConditions {
  const ifNoneMatch = headers.get('if-none-match');
  const replaces = headers.get('if-match');
  if (
    (ifNoneMatch !== undefined && ifNoneMatch.trim() !== '*') ||
    (ifNoneMatch !== undefined && replaces !== undefined)
  ) {
    throw notImplemented('If-None-Match');
  }
  return { createOnly: ifNoneMatch !== undefined, replaces };
}

/**
 * Checks a write against the object that is current at this very moment.
 * @throws S3Error PreconditionFailed, or NoSuchKey when there is nothing to replace.
 */
export function checkWrite(
  conditions: WriteConditions,
  current: ObjectVersion | undefined,
  key: string,
): void {
  if (conditions.createOnly && current) throw failed('If-None-Match');
  if (conditions.replaces === undefined) return;
  if (!current) throw new S3Error('NoSuchKey', 'The specified key does not exist.', { Key: key });
  if (!listed(conditions.replaces, current.etag)) throw failed('If-Match');
}

function listed(tags: string, etag: string): boolean {
  return tags
    .split(',')
    .map((tag) =>
      tag
        .trim()
        .replace(/^W\//, '')
        .replace(/^"(.*)"$/, '$1'),
    )
    .some((tag) => tag === '*' || tag === etag);
}

function dateOf(value: string | undefined): number | undefined {
  const time = value === undefined ? Number.NaN : Date.parse(value);
  return Number.isNaN(time) ? undefined : time;
}

function failed(condition: string): S3Error {
  return new S3Error('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', {
    Condition: condition,
  });
}
