import {
  DeleteObjectCommand,
  GetObjectAttributesCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BUCKET as Bucket, signed, startStore, textOf } from './store.ts';

let store: Awaited<ReturnType<typeof startStore>>;

beforeAll(async () => {
  store = await startStore();
});
afterAll(() => store.close());

const put = (Key: string, Body: string | Buffer = 'content', more: object = {}) =>
  store.client.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
const get: typeof store.get = (...asked) => store.get(...asked);

describe('an object', () => {
  it('comes back with its bytes, type, metadata, ETag and version', async () => {
    const stored = await put('a/one.png', 'abc', {
      ContentType: 'image/png',
      CacheControl: 'no-store',
      Metadata: { camera: 'x' },
    });
    expect(stored.ETag).toBe('"900150983cd24fb0d6963f7d28e17f72"');
    const answer = await get('a/one.png');
    expect(await answer.Body!.transformToString()).toBe('abc');
    expect(answer).toMatchObject({
      ContentType: 'image/png',
      ContentLength: 3,
      CacheControl: 'no-store',
      Metadata: { camera: 'x' },
      ETag: stored.ETag,
      VersionId: stored.VersionId,
      AcceptRanges: 'bytes',
    });
  });

  it('has the type binary/octet-stream when none was sent', async () => {
    const headers = await signed(store.endpoint, 'PUT', `/${Bucket}/untyped`, {
      'x-amz-content-sha256': 'UNSIGNED-PAYLOAD',
    });
    const response = await fetch(`${store.endpoint}/${Bucket}/untyped`, {
      method: 'PUT',
      headers,
      body: new Uint8Array(3),
    });
    expect(response.status).toBe(200);
    expect((await get('untyped')).ContentType).toBe('binary/octet-stream');
  });

  it('gives back the checksum that it verified, to whoever asks, but not with a range', async () => {
    await put('summed', 'hello', { ChecksumAlgorithm: 'SHA256' });
    const ChecksumSHA256 = 'LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=';
    expect(await get('summed', { ChecksumMode: 'ENABLED' })).toMatchObject({ ChecksumSHA256 });
    expect(
      await store.client.send(new HeadObjectCommand({ Bucket, Key: 'summed', ChecksumMode: 'ENABLED' })),
    ).toMatchObject({ ChecksumSHA256, ContentLength: 5 });
    const range = await get('summed', { ChecksumMode: 'ENABLED', Range: 'bytes=0-1' });
    expect(range.ChecksumSHA256).toBeUndefined();
    const ObjectAttributes = ['Checksum', 'ETag', 'ObjectSize'] as const;
    expect(
      await store.client.send(
        new GetObjectAttributesCommand({ Bucket, Key: 'summed', ObjectAttributes: [...ObjectAttributes] }),
      ),
    ).toMatchObject({
      Checksum: { ChecksumSHA256 },
      ETag: '5d41402abc4b2a76b9719d911017c592',
      ObjectSize: 5,
    });
  });

  it('takes its response headers from the query', async () => {
    await put('overridden', 'abc', { ContentType: 'image/png' });
    const answer = await get('overridden', {
      ResponseContentType: 'text/plain',
      ResponseContentDisposition: `attachment; filename="a b.png"`,
      ResponseCacheControl: 'private',
    });
    expect(answer).toMatchObject({
      ContentType: 'text/plain',
      ContentDisposition: `attachment; filename="a b.png"`,
      CacheControl: 'private',
    });
  });

  it('keeps any Unicode key byte for byte, path tricks among them', async () => {
    const tricky = fc.constantFrom(
      '..',
      '.',
      '//',
      '%2e',
      '+',
      ' ',
      '?',
      '#',
      '&',
      ';',
      'é',
      'e\u0301',
      '\u202e',
      '💾',
      "'",
    );
    const keys = fc
      .array(fc.oneof(tricky, fc.string({ unit: 'grapheme', maxLength: 5 }), fc.constant('/')), {
        minLength: 1,
        maxLength: 12,
      })
      .map((parts) => `images/${parts.join('')}`)
      // The SDK itself drops these from what it sends.
      .filter((key) => key.isWellFormed() && Buffer.byteLength(key) <= 1024);
    await fc.assert(
      fc.asyncProperty(keys, async (key) => {
        const { VersionId } = await put(key, `<${key}>`);
        expect(await textOf(get(key))).toBe(`<${key}>`);
        expect(store.calls.at(-1)).toMatchObject({ operation: 'GetObject', key });
        await store.client.send(new DeleteObjectCommand({ Bucket, Key: key, VersionId }));
      }),
      { numRuns: 150 },
    );
  });

  it('may have a key of 1024 bytes, and no longer', async () => {
    await put('ü'.repeat(512));
    await expect(put('ü'.repeat(513))).rejects.toMatchObject({ name: 'KeyTooLongError' });
  });
});

describe('the bucket', () => {
  it('answers HEAD, and says when there is none', async () => {
    expect((await store.client.send(new HeadBucketCommand({ Bucket }))).BucketRegion).toBe('eu-central-1');
    await expect(
      store.client.send(new HeadBucketCommand({ Bucket: 'no-such-bucket' })),
    ).rejects.toMatchObject({
      $metadata: { httpStatusCode: 404 },
    });
  });

  it('refuses what it does not implement, rather than doing something else', async () => {
    await expect(put('x', 'y', { Tagging: 'a=b' })).rejects.toMatchObject({ name: 'NotImplemented' });
    await expect(put('x', 'y', { ACL: 'public-read' })).rejects.toMatchObject({
      name: 'AccessControlListNotSupported',
    });
    await expect(put('x', 'y', { StorageClass: 'GLACIER' })).rejects.toMatchObject({
      name: 'NotImplemented',
    });
    await expect(get('x')).rejects.toMatchObject({ name: 'NoSuchKey' });
  });
});
