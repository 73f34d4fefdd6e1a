import { createHash } from 'node:crypto';
import type { Identity } from '../auth/sigv4.ts';
import { S3Error } from './errors.ts';

/** What a body in `aws-chunked` coding held. */
export interface Decoded {
  body: Buffer;
  /** Lower-case names. */
  trailers: Map<string, string>;
}

export interface Coding {
  /** Each chunk carries a signature, chained to the one before it. */
  signed: boolean;
  trailer: boolean;
}

/**
 * The `x-amz-content-sha256` words that announce `aws-chunked`; their asymmetric variants are not served.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
 */
export const CODINGS: Record<string, Coding> = {
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD': { signed: true, trailer: false },
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER': { signed: true, trailer: true },
  'STREAMING-UNSIGNED-PAYLOAD-TRAILER': { signed: false, trailer: true },
};

const CRLF = '\r\n';
const MIN_CHUNK = 8192;
const EMPTY_HASH = sha256(Buffer.alloc(0));

/**
 * Takes the chunks apart, and verifies every signature in them.
 * @throws S3Error SignatureDoesNotMatch, InvalidChunkSizeError, MalformedTrailerError, or IncompleteBody when the
 * coding is broken.
 */
export async function decodeChunks(raw: Buffer, coding: Coding, identity: Identity): Promise<Decoded> {
  const chunks: Buffer[] = [];
  let previous = identity.claim.signature;
  let position = 0;
  for (;;) {
    const lineEnd = raw.indexOf(CRLF, position);
    const line = lineEnd < 0 ? '' : raw.toString('latin1', position, lineEnd);
    const match = /^([0-9a-f]{1,8})(?:;chunk-signature=([0-9a-f]{64}))?$/i.exec(line);
    if (!match || (match[2] !== undefined) !== coding.signed) throw incomplete();
    const size = Number.parseInt(match[1]!, 16);
    const start = lineEnd + 2;
    const data = raw.subarray(start, start + size);
    if (data.length < size) throw incomplete();
    if (coding.signed) {
      const text = [
        'AWS4-HMAC-SHA256-PAYLOAD',
        identity.claim.date,
        identity.scope,
        previous,
        EMPTY_HASH,
        sha256(data),
      ];
      previous = await verify(identity, text, match[2]!);
    }
    if (size === 0) {
      const trailers = await readTrailers(raw.subarray(start), coding, identity, previous);
      return { body: Buffer.concat(chunks), trailers };
    }
    const last = chunks.at(-1);
    if (last && last.length < MIN_CHUNK) {
      throw new S3Error(
        'InvalidChunkSizeError',
        'Only the last chunk is allowed to have a size less than 8192 bytes',
      );
    }
    chunks.push(data);
    position = start + size + 2;
    if (raw.toString('latin1', position - 2, position) !== CRLF) throw incomplete();
  }
}

async function readTrailers(raw: Buffer, coding: Coding, identity: Identity, previous: string) {
  const trailers = new Map<string, string>();
  for (const line of raw.toString('latin1').split(/\r?\n/)) {
    if (line === '') continue;
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).trim().toLowerCase();
    if (colon < 1 || trailers.has(name)) throw malformedTrailer();
    trailers.set(name, line.slice(colon + 1).trim());
  }
  const signature = trailers.get('x-amz-trailer-signature');
  trailers.delete('x-amz-trailer-signature');
  if (trailers.size > 0 && !coding.trailer) throw malformedTrailer();
  if (coding.signed && coding.trailer) {
    const signedText = [...trailers].map(([name, value]) => `${name}:${value}\n`).join('');
    const text = [
      'AWS4-HMAC-SHA256-TRAILER',
      identity.claim.date,
      identity.scope,
      previous,
      sha256(signedText),
    ];
    await verify(identity, text, signature ?? '');
  }
  return trailers;
}

async function verify(identity: Identity, text: string[], signature: string): Promise<string> {
  if ((await identity.signText(text.join('\n'))) === signature) return signature;
  throw new S3Error(
    'SignatureDoesNotMatch',
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
  );
}

function sha256(data: Buffer | string): string {
  return createHash('sha256').update(data).digest('hex');
}

function incomplete(): S3Error {
  return new S3Error(
    'IncompleteBody',
    'The request body terminated unexpectedly, or is not in the aws-chunked coding that it was announced in.',
  );
}

function malformedTrailer(): S3Error {
  return new S3Error(
    'MalformedTrailerError',
    'The request contained trailing data that was not well-formed or did not conform to our published schema.',
  );
}
