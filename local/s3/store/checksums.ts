import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { notImplemented, S3Error } from '../http/errors.ts';

/** A checksum that was sent with an object and found right. */
export interface Checksum {
  /** `x-amz-checksum-sha256` and its like. */
  header: string;
  /** Base64. */
  value: string;
}

type Headers = ReadonlyMap<string, string>;

const PREFIX = 'x-amz-checksum-';

const ALGORITHMS: Record<string, { bytes: number; digest: (body: Buffer) => Buffer }> = {
  sha256: { bytes: 32, digest: (body) => createHash('sha256').update(body).digest() },
  sha1: { bytes: 20, digest: (body) => createHash('sha1').update(body).digest() },
  crc32: { bytes: 4, digest: (body) => uint32(crc32(body)) },
  crc32c: { bytes: 4, digest: (body) => uint32(crc32c(body)) },
};

/**
 * Verifies `Content-MD5` and the one `x-amz-checksum-…` of a body, sent as a header or as a trailer.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html
 * @throws S3Error BadDigest when the bytes are others than promised; InvalidDigest or InvalidRequest for a value that
 * no bytes can have.
 */
export function verifyChecksums(headers: Headers, trailers: Headers, body: Buffer): Checksum | undefined {
  verifyMd5(headers.get('content-md5'), body);
  const sent = [...headers, ...trailers].filter(
    ([name]) => name.startsWith(PREFIX) && name !== `${PREFIX}type`,
  );
  if (sent.length > 1) {
    throw new S3Error(
      'InvalidRequest',
      'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
    );
  }
  const [header, value] = sent[0] ?? [];
  const named = headers.get('x-amz-sdk-checksum-algorithm')?.toLowerCase();
  if (header === undefined || value === undefined) {
    if (named === undefined) return undefined;
    throw new S3Error(
      'InvalidRequest',
      'x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.',
    );
  }
  const name = header.slice(PREFIX.length);
  const algorithm = ALGORITHMS[name];
  if (!algorithm) throw notImplemented(header);
  if (named !== undefined && named !== name) {
    throw new S3Error('InvalidRequest', 'Value for x-amz-sdk-checksum-algorithm header is invalid.');
  }
  const expected = decodeBase64(value, algorithm.bytes);
  if (!expected) throw new S3Error('InvalidRequest', `Value for ${header} header is invalid.`);
  if (!expected.equals(algorithm.digest(body))) {
    throw new S3Error(
      'BadDigest',
      `The ${name.toUpperCase()} you specified did not match the calculated checksum.`,
    );
  }
  return { header, value };
}

function verifyMd5(value: string | undefined, body: Buffer): void {
  if (value === undefined) return;
  const expected = decodeBase64(value, 16);
  if (!expected) throw new S3Error('InvalidDigest', 'The Content-MD5 you specified was invalid.');
  if (!expected.equals(createHash('md5').update(body).digest())) {
    throw new S3Error('BadDigest', 'The Content-MD5 you specified did not match what we received.');
  }
}

/** Strict: `Buffer.from` skips what is not base64. */
function decodeBase64(text: string, length: number): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.length === length && bytes.toString('base64') === text ? bytes : undefined;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
}

/** Castagnoli's polynomial, reflected: RFC 9260, appendix A. */
const CRC32C_TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1;
  return value;
});

function crc32c(body: Buffer): number {
  let value = 0xffffffff;
  for (const byte of body) value = CRC32C_TABLE[(value ^ byte) & 0xff]! ^ (value >>> 8);
  return ~value;
}
