import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { Identity } from '../../../local/s3/auth/sigv4.ts';
import { readBody } from '../../../local/s3/http/body.ts';
import type { S3Request } from '../../../local/s3/http/request.ts';

/** A PUT of these bytes, in chunks as the network has them, in the coding that the payload says. */
async function read(chunks: Buffer[], payload: string, headers: Record<string, string>) {
  const request = { message: Readable.from(chunks), headers: new Map(Object.entries(headers)), bytesIn: 0 };
  const identity = { claim: { payload } };
  const body = await readBody(request as unknown as S3Request, identity as Identity, () => {});
  return body.bytes;
}

const sizes = [0, 1, 700, 4_000, 20_000, 70_000];

describe('the bytes of a body', () => {
  it.each(sizes)('have their %i bytes of memory, and no pool beside them', async (size) => {
    const sent = Buffer.alloc(size, 'x');
    const half = size >> 1;
    const chunks = [Buffer.from(sent.subarray(0, half)), Buffer.from(sent.subarray(half))];
    const kept = await read(chunks, 'UNSIGNED-PAYLOAD', { 'content-length': String(size) });
    expect(kept.equals(sent)).toBe(true);
    expect(kept.buffer.byteLength).toBe(size);
  });

  it.each(sizes)('have them in chunks, too (%i)', async (size) => {
    const sent = Buffer.alloc(size, 'x');
    const end = size === 0 ? '' : '\r\n0\r\n';
    const coded = Buffer.concat([Buffer.from(`${size.toString(16)}\r\n`), sent, Buffer.from(`${end}\r\n`)]);
    const kept = await read([coded], 'STREAMING-UNSIGNED-PAYLOAD-TRAILER', {
      'content-length': String(coded.length),
      'x-amz-decoded-content-length': String(size),
    });
    expect(kept.equals(sent)).toBe(true);
    expect(kept.buffer.byteLength).toBe(size);
  });
});
