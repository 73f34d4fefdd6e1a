import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { DeleteObjectCommand, GetObjectCommand } from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyChecksums } from '../../../local/s3/store/checksums.ts';
import { BUCKET as Bucket, codeOf, newKey, signed, startStore } from './store.ts';

let store: Awaited<ReturnType<typeof startStore>>;

beforeAll(async () => {
  store = await startStore();
});
afterAll(() => store.close());

describe('a conditional write', () => {
  it('creates once, whatever the number of parallel attempts', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 2, max: 12 }), async (attempts) => {
        const key = newKey();
        const outcomes = await Promise.allSettled(
          Array.from({ length: attempts }, (_, index) => store.put(key, { IfNoneMatch: '*' }, `by ${index}`)),
        );
        const winners = outcomes.flatMap(({ status }, index) => (status === 'fulfilled' ? [index] : []));
        expect(winners).toHaveLength(1);
        const { Body } = await store.client.send(new GetObjectCommand({ Bucket, Key: key }));
        expect(await Body!.transformToString()).toBe(`by ${winners[0]}`);
      }),
      { numRuns: 15 },
    );
  });

  it('may create again what was deleted, behind a delete marker too', async () => {
    const key = newKey();
    await store.put(key, { IfNoneMatch: '*' });
    await store.client.send(new DeleteObjectCommand({ Bucket, Key: key }));
    await store.put(key, { IfNoneMatch: '*' });
    await expect(store.put(key, { IfNoneMatch: '*' })).rejects.toMatchObject({
      name: 'PreconditionFailed',
      $metadata: { httpStatusCode: 412 },
    });
  });

  it('replaces one exact object, or nothing', async () => {
    const key = newKey();
    await expect(store.put(key, { IfMatch: '"x"' })).rejects.toMatchObject({ name: 'NoSuchKey' });
    const { ETag } = await store.put(key, {}, 'one');
    await store.put(key, { IfMatch: ETag }, 'two');
    await expect(store.put(key, { IfMatch: ETag }, 'three')).rejects.toMatchObject({
      name: 'PreconditionFailed',
    });
  });

  it('knows no If-None-Match but `*`', async () => {
    await expect(store.put(newKey(), { IfNoneMatch: '"x"' })).rejects.toMatchObject({
      name: 'NotImplemented',
    });
  });

  it('is a conflict when the key is deleted while the body is on its way', async () => {
    const key = newKey();
    const [begun, rest] = ['first half,', 'second half'];
    const headers = await signed(store.endpoint, 'PUT', `/${Bucket}/${key}`, {
      'content-length': String(begun.length + rest.length),
      'if-none-match': '*',
      'x-amz-content-sha256': 'UNSIGNED-PAYLOAD',
    });
    const socket = rawPut(key, headers);
    socket.write(begun);
    await sleep(200);
    await store.put(key);
    await store.client.send(new DeleteObjectCommand({ Bucket, Key: key }));
    socket.end(rest);
    const answer = await text(socket);
    expect(answer).toMatch(/^HTTP\/1.1 409 /);
    expect(codeOf(answer)).toBe('ConditionalRequestConflict');
  });
});

describe('a body', () => {
  const bytes = Buffer.from('123456789');
  const digests = {
    'x-amz-checksum-crc32': 'y/Q5Jg==',
    'x-amz-checksum-crc32c': '4waSgw==',
    'x-amz-checksum-sha1': createHash('sha1').update(bytes).digest('base64'),
    'x-amz-checksum-sha256': createHash('sha256').update(bytes).digest('base64'),
  };

  it.each(Object.entries(digests))('is verified by %s', (header, value) => {
    const verify = (body: Buffer, sent = value) =>
      verifyChecksums(new Map([[header, sent]]), new Map(), body);
    expect(verify(bytes)).toEqual({ header, value });
    expect(() => verify(Buffer.from('123456780'))).toThrow(expect.objectContaining({ code: 'BadDigest' }));
    expect(() => verify(bytes, value.slice(1))).toThrow(expect.objectContaining({ code: 'InvalidRequest' }));
    expect(() => verify(bytes, `${value}!`)).toThrow(expect.objectContaining({ code: 'InvalidRequest' }));
  });

  it('may have one checksum, not two', () => {
    expect(() => verifyChecksums(new Map(Object.entries(digests)), new Map(), bytes)).toThrow(
      expect.objectContaining({ code: 'InvalidRequest' }),
    );
  });

  it.each([
    ['its Content-MD5', 'ContentMD5', 'BadDigest', '1B2M2Y8AsgTpgAmY7PhCfg=='],
    ['a Content-MD5 that is none', 'ContentMD5', 'InvalidDigest', 'abc'],
    ['its SHA-256', 'ChecksumSHA256', 'BadDigest', '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='],
  ])('that does not fit %s is refused and not stored', async (_, parameter, name, value) => {
    const key = newKey();
    await expect(store.put(key, { [parameter]: value })).rejects.toMatchObject({ name });
    await expect(store.client.send(new GetObjectCommand({ Bucket, Key: key }))).rejects.toMatchObject({
      name: 'NoSuchKey',
    });
  });

  it('is not asked for when the request is refused already', async () => {
    const headers = { 'content-length': '1000000', expect: '100-continue' };
    const socket = rawPut(newKey(), { host: new URL(store.endpoint).host, ...headers });
    const answer = await text(socket);
    expect(answer).toMatch(/^HTTP\/1.1 403 /);
    expect(answer).not.toContain('100 Continue');
  });

  it('is asked for when everything else is right', async () => {
    const key = newKey();
    const headers = await signed(store.endpoint, 'PUT', `/${Bucket}/${key}`, {
      'content-length': '3',
      'x-amz-content-sha256': 'UNSIGNED-PAYLOAD',
    });
    const socket = rawPut(key, { ...headers, expect: '100-continue' });
    const [first] = (await new Promise((resolve) => socket.once('data', resolve).once('close', resolve)).then(
      (data) => [String(data)],
    )) as [string];
    expect(first).toMatch(/^HTTP\/1.1 100 Continue/);
    socket.end('abc');
    expect(await text(socket)).toMatch(/^HTTP\/1.1 200 /);
    expect(store.calls.at(-1)).toMatchObject({ operation: 'PutObject', status: 200, bytesIn: 3 });
  });
});

/** Opens a PUT by hand and leaves its body to the caller. */
function rawPut(key: string, headers: Record<string, string>) {
  const { hostname, port } = new URL(store.endpoint);
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
  const lines = Object.entries({ ...headers, connection: 'close' }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  socket.write(`PUT /${Bucket}/${key} HTTP/1.1\r\n${lines.join('')}\r\n`);
  return socket;
}
