import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { Sha256 } from '@smithy/core/checksum';
import { createScope, SignatureV4 } from '@smithy/signature-v4';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BUCKET, CREDENTIALS, codeOf, REGION, signed, startStore } from './store.ts';

let store: Awaited<ReturnType<typeof startStore>>;

beforeAll(async () => {
  store = await startStore();
});
afterAll(() => store.close());

const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest('hex');
const checksum = (data: Buffer) => createHash('sha256').update(data).digest('base64');

interface Streamed {
  /** What goes over the wire after signing. */
  tamper?: (body: string) => string;
  headers?: Record<string, string>;
  trailer?: string;
}

/** PUTs in signed chunks, as the protocol's page lays them out, with or without a signed trailer. */
async function putSigned(
  chunks: Buffer[],
  { tamper = (body) => body, headers = {}, trailer }: Streamed = {},
) {
  const path = `/${BUCKET}/streamed`;
  const date = new Date();
  const size = chunks.reduce((sum, { length }) => sum + length, 0);
  const request = await signed(
    store.endpoint,
    'PUT',
    path,
    {
      'content-encoding': 'aws-chunked',
      'x-amz-content-sha256': `STREAMING-AWS4-HMAC-SHA256-PAYLOAD${trailer === undefined ? '' : '-TRAILER'}`,
      'x-amz-decoded-content-length': String(size),
      ...(trailer !== undefined && { 'x-amz-trailer': trailer.split(':')[0]! }),
      ...headers,
    },
    date,
  );
  const signer = new SignatureV4({ service: 's3', region: REGION, credentials: CREDENTIALS, sha256: Sha256 });
  const long = request['x-amz-date']!;
  const scope = createScope(long.slice(0, 8), REGION, 's3');
  const sign = (...lines: string[]) =>
    signer.sign([lines[0], long, scope, ...lines.slice(1)].join('\n'), { signingDate: date });
  let previous = /Signature=(\w+)/.exec(request.authorization!)![1]!;
  let body = '';
  for (const chunk of [...chunks, Buffer.alloc(0)]) {
    previous = await sign('AWS4-HMAC-SHA256-PAYLOAD', previous, sha256(''), sha256(chunk));
    body += `${chunk.length.toString(16)};chunk-signature=${previous}\r\n`;
    if (chunk.length > 0) body += `${chunk.toString('latin1')}\r\n`;
  }
  if (trailer !== undefined) {
    const signature = await sign('AWS4-HMAC-SHA256-TRAILER', previous, sha256(`${trailer}\n`));
    body += `${trailer}\r\nx-amz-trailer-signature:${signature}\r\n`;
  }
  const response = await fetch(store.endpoint + path, {
    method: 'PUT',
    headers: request,
    body: Buffer.from(tamper(`${body}\r\n`), 'latin1'),
  });
  return { status: response.status, code: codeOf(await response.text()) };
}

const chunks = [Buffer.alloc(8192, 'a'), Buffer.alloc(9000, 'b'), Buffer.from('end')];

describe('a body in signed chunks', () => {
  it('is stored without its framing', async () => {
    expect(await putSigned(chunks)).toMatchObject({ status: 200 });
    const answer = await store.client.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'streamed' }));
    expect(Buffer.from(await answer.Body!.transformToByteArray())).toEqual(Buffer.concat(chunks));
    expect(answer.ContentEncoding).toBeUndefined();
  });

  it.each<[string, Streamed, string]>([
    ['a changed byte', { tamper: (body) => body.replace('end', 'eND') }, 'SignatureDoesNotMatch'],
    [
      'a chunk left out',
      { tamper: (body) => body.replace(/2328;[\s\S]*?bbb\r\n/, '') },
      'SignatureDoesNotMatch',
    ],
    [
      'its signatures taken off',
      { tamper: (body) => body.replace(/;chunk-signature=\w+/g, '') },
      'IncompleteBody',
    ],
    ['its end cut off', { tamper: (body) => body.slice(0, -100) }, 'IncompleteBody'],
    [
      'a trailer that nobody announced',
      { tamper: (body) => body.replace(/\r\n$/, 'a:b\r\n\r\n') },
      'MalformedTrailerError',
    ],
    ['another length', { headers: { 'x-amz-decoded-content-length': '5' } }, 'IncompleteBody'],
    [
      'the asymmetric variant',
      { headers: { 'x-amz-content-sha256': 'STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD' } },
      'NotImplemented',
    ],
  ])('is refused with %s', async (_, streamed, code) => {
    expect(await putSigned(chunks, streamed)).toMatchObject({ code });
  });

  it('has no small chunk but the last', async () => {
    expect(await putSigned([Buffer.alloc(100), Buffer.alloc(100)])).toMatchObject({
      code: 'InvalidChunkSizeError',
    });
  });

  it('may end with a signed checksum, which is verified', async () => {
    const right = `x-amz-checksum-sha256:${checksum(Buffer.concat(chunks))}`;
    const wrong = `x-amz-checksum-sha256:${checksum(Buffer.from('other'))}`;
    expect(await putSigned(chunks, { trailer: right })).toMatchObject({ status: 200 });
    expect(await putSigned(chunks, { trailer: wrong })).toMatchObject({ code: 'BadDigest' });
    const tamper = (body: string) => body.replace(right, wrong);
    expect(await putSigned(chunks, { trailer: right, tamper })).toMatchObject({
      code: 'SignatureDoesNotMatch',
    });
  });
});

describe('a stream that the SDK sends with a trailing checksum', () => {
  it('is stored and verified', async () => {
    const bytes = Buffer.alloc(100_000, 'x');
    const answer = await store.client.send(
      new PutObjectCommand({
        Bucket: BUCKET,
        Key: 'sdk',
        Body: Readable.from([bytes]),
        ContentLength: bytes.length,
        ChecksumAlgorithm: 'SHA256',
      }),
    );
    expect(answer.ChecksumSHA256).toBe(checksum(bytes));
  });
});
