import type { IncomingMessage } from 'node:http';
import { S3Error } from './errors.ts';

/** Query parameters, decoded. Without a prototype, so that no name is special. */
export type Query = Record<string, string | string[]>;

export interface S3Request {
  message: IncomingMessage;
  method: string;
  /** Empty for the service itself. */
  bucket: string;
  /** The object key, exactly as sent once percent-decoded: never normalised. Empty for a bucket. */
  key: string;
  /** The path as S3 signs it: every byte outside A-Z a-z 0-9 - . _ ~ / percent-encoded, once. */
  canonicalPath: string;
  query: Query;
  /** Lower-case names; values of a repeated header joined with a comma, none dropped. */
  headers: Map<string, string>;
  /** How much of the body has been read, bytes as sent. */
  bytesIn: number;
}

/**
 * Reads the request line as it came over the wire. `URL` is not used, since it resolves `../..` and `%2e`, which are
 * ordinary bytes of an S3 key. S3 reads `+` in a path as a space.
 * @throws S3Error InvalidURI when the path or query is not percent-encoded UTF-8.
 */
export function parseRequest(message: IncomingMessage): S3Request {
  const target = (message.url ?? '').replace(/^https?:\/\/[^/?]*/i, '');
  if (!target.startsWith('/')) throw invalidUri(target);
  const mark = target.indexOf('?');
  const rawPath = mark < 0 ? target : target.slice(0, mark);
  const path = decode(rawPath);
  const slash = path.indexOf('/', 1);
  const headers = Object.entries(message.headersDistinct).map(
    ([name, values = []]) => [name, values.join(',')] as const,
  );
  return {
    message,
    method: message.method ?? '',
    bucket: slash < 0 ? path.slice(1) : path.slice(1, slash),
    key: slash < 0 ? '' : path.slice(slash + 1),
    canonicalPath: path.split('/').map(encode).join('/'),
    query: mark < 0 ? Object.create(null) : parseQuery(target.slice(mark + 1)),
    headers: new Map(headers),
    bytesIn: 0,
  };
}

/** The single value of a parameter; the first of several. */
export function parameter(query: Query, name: string): string | undefined {
  const value = query[name];
  return Array.isArray(value) ? value[0] : value;
}

/** Percent-encodes as Signature Version 4 does: RFC 3986's unreserved characters alone stay. */
export function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function parseQuery(raw: string): Query {
  const query: Query = Object.create(null);
  for (const pair of raw.split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = decode(equals < 0 ? pair : pair.slice(0, equals));
    const value = equals < 0 ? '' : decode(pair.slice(equals + 1));
    const earlier = query[name];
    query[name] = earlier === undefined ? value : [earlier, value].flat();
  }
  return query;
}

function decode(raw: string): string {
  try {
    return decodeURIComponent(raw.replaceAll('+', ' '));
  } catch {
    throw invalidUri(raw);
  }
}

function invalidUri(uri: string): S3Error {
  return new S3Error('InvalidURI', "Couldn't parse the specified URI.", { URI: uri });
}
