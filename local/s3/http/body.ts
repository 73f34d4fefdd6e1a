import { createHash } from 'node:crypto';
import type { Identity } from '../auth/sigv4.ts';
import { type Checksum, verifyChecksums } from '../store/checksums.ts';
import { CODINGS, decodeChunks } from './chunked.ts';
import { notImplemented, S3Error } from './errors.ts';
import type { S3Request } from './request.ts';

/** Bytes. S3 takes 5 GB in one PUT; this store holds a body in memory, and stops here. */
const MAX_BODY_BYTES = 1024 ** 3;

export interface VerifiedBody {
  bytes: Buffer;
  checksum: Checksum | undefined;
}

/**
 * Reads a body whole and believes nothing that was said of it: length, payload hash, chunk signatures and checksums
 * are all recomputed.
 * @param proceed tells a client that waits for `100 Continue` to send; called only once nothing else speaks against.
 */
export async function readBody(
  request: S3Request,
  identity: Identity,
  proceed: () => void,
): Promise<VerifiedBody> {
  const { headers } = request;
  const { payload } = identity.claim;
  const coding = Object.hasOwn(CODINGS, payload) ? CODINGS[payload] : undefined;
  const isHash = /^[0-9a-f]{64}$/.test(payload);
  if (!coding && !isHash && payload !== 'UNSIGNED-PAYLOAD') {
    if (payload.startsWith('STREAMING-')) throw notImplemented('x-amz-content-sha256');
    throw new S3Error(
      'InvalidArgument',
      'x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD or a valid sha256 value.',
      { ArgumentName: 'x-amz-content-sha256', ArgumentValue: payload },
    );
  }
  const plainLength = lengthOf(headers.get('content-length'));
  const expected = coding ? lengthOf(headers.get('x-amz-decoded-content-length')) : plainLength;
  if (headers.has('transfer-encoding') && !coding) throw notImplemented('Transfer-Encoding');
  if (expected === undefined) {
    throw new S3Error('MissingContentLength', 'You must provide the Content-Length HTTP header.');
  }
  const announced = Math.max(expected, plainLength ?? 0);
  if (announced > MAX_BODY_BYTES) {
    throw new S3Error('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size', {
      ProposedSize: String(announced),
      MaxSizeAllowed: String(MAX_BODY_BYTES),
    });
  }
  proceed();
  const raw = await collect(request);
  const { body, trailers } = coding
    ? await decodeChunks(raw, coding, identity)
    : { body: raw, trailers: new Map<string, string>() };
  if (body.length !== expected) {
    throw new S3Error(
      'IncompleteBody',
      'You did not provide the number of bytes specified by the Content-Length HTTP header',
    );
  }
  const announcedTrailer = headers.get('x-amz-trailer')?.trim().toLowerCase();
  if ([...trailers.keys()].join() !== (announcedTrailer ?? '')) {
    throw new S3Error('MalformedTrailerError', 'The trailing data is not what x-amz-trailer announced.');
  }
  if (isHash) verifyPayloadHash(payload, body);
  return { bytes: unpooled(body), checksum: verifyChecksums(headers, trailers, body) };
}

async function collect(request: S3Request): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request.message) {
    request.bytesIn += chunk.length;
    // A chunked transfer announces nothing that could be checked before.
    if (request.bytesIn > MAX_BODY_BYTES)
      throw new S3Error('EntityTooLarge', 'Your upload exceeds the maximum allowed size');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** A small buffer is part of a pool of Node.js's, all of which would be kept in memory with it. */
function unpooled(bytes: Buffer): Buffer {
  if (bytes.buffer.byteLength === bytes.length) return bytes;
  const own = Buffer.allocUnsafeSlow(bytes.length);
  bytes.copy(own);
  return own;
}

function verifyPayloadHash(claimed: string, body: Buffer): void {
  const computed = createHash('sha256').update(body).digest('hex');
  if (computed === claimed) return;
  throw new S3Error(
    'XAmzContentSHA256Mismatch',
    "The provided 'x-amz-content-sha256' header does not match what was computed.",
    { ClientComputedContentSHA256: claimed, S3ComputedContentSHA256: computed },
  );
}

function lengthOf(value: string | undefined): number | undefined {
  return value !== undefined && /^\d{1,15}$/.test(value) ? Number(value) : undefined;
}
