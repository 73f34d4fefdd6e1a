import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BUCKET as Bucket, startStore } from './store.ts';

let store: Awaited<ReturnType<typeof startStore>>;

beforeAll(async () => {
  store = await startStore();
});
afterAll(() => store.close());

const put = (Key: string, Body: string | Buffer = 'content') =>
  store.client.send(new PutObjectCommand({ Bucket, Key, Body }));
const get = (Key: string, more: object = {}) =>
  store.client.send(new GetObjectCommand({ Bucket, Key, ...more }));

describe('a range', () => {
  const size = 10;
  const whole = '0123456789';

  it.each([
    ['bytes=0-3', '0123', 'bytes 0-3/10'],
    ['bytes=4-', '456789', 'bytes 4-9/10'],
    ['bytes=-3', '789', 'bytes 7-9/10'],
    ['bytes=8-99', '89', 'bytes 8-9/10'],
    ['bytes=-99', whole, 'bytes 0-9/10'],
  ])('%s is answered with 206', async (Range, text, ContentRange) => {
    await put('digits', whole);
    const answer = await get('digits', { Range });
    expect(answer).toMatchObject({
      ContentRange,
      ContentLength: text.length,
      $metadata: { httpStatusCode: 206 },
    });
    expect(await answer.Body!.transformToString()).toBe(text);
  });

  it.each(['bytes=10-', 'bytes=10-12', 'bytes=-0'])('%s is refused with 416', async (Range) => {
    await put('digits', whole);
    await expect(get('digits', { Range })).rejects.toMatchObject({
      name: 'InvalidRange',
      $metadata: { httpStatusCode: 416 },
    });
  });

  it.each(['bytes=5-2', 'bytes=0-1,4-5', 'lines=1-2', 'bytes=-'])('%s is ignored', async (Range) => {
    await put('digits', whole);
    expect((await get('digits', { Range })).ContentLength).toBe(size);
  });

  it('of an empty object is refused', async () => {
    await put('empty', Buffer.alloc(0));
    await expect(get('empty', { Range: 'bytes=0-99' })).rejects.toMatchObject({ name: 'InvalidRange' });
  });
});

describe('a conditional read', () => {
  it('honours If-Match and If-None-Match by ETag', async () => {
    const { ETag } = await put('tagged', 'one');
    expect((await get('tagged', { IfMatch: ETag })).ETag).toBe(ETag);
    await put('tagged', 'two');
    await expect(get('tagged', { IfMatch: ETag })).rejects.toMatchObject({
      $metadata: { httpStatusCode: 412 },
    });
    const now = (await get('tagged', { IfNoneMatch: ETag })).ETag;
    await expect(get('tagged', { IfNoneMatch: now })).rejects.toMatchObject({
      $metadata: { httpStatusCode: 304 },
    });
  });

  it('answers 304 with nothing that a cache would take for the object', async () => {
    const { ETag } = await put('cached');
    const error = await get('cached', { IfNoneMatch: ETag }).catch((thrown) => thrown);
    expect(error.$response).toMatchObject({ statusCode: 304, headers: { etag: ETag } });
    expect(Object.keys(error.$response.headers)).not.toContain('content-type');
  });

  it('honours If-Modified-Since and If-Unmodified-Since', async () => {
    await put('dated');
    const [past, future] = [new Date(Date.now() - 60_000), new Date(Date.now() + 60_000)];
    expect((await get('dated', { IfModifiedSince: past })).ContentLength).toBe(7);
    await expect(get('dated', { IfModifiedSince: future })).rejects.toMatchObject({
      $metadata: { httpStatusCode: 304 },
    });
    expect((await get('dated', { IfUnmodifiedSince: future })).ContentLength).toBe(7);
    await expect(get('dated', { IfUnmodifiedSince: past })).rejects.toMatchObject({
      $metadata: { httpStatusCode: 412 },
    });
  });
});

describe('what cannot be a header', () => {
  it.each(['a\r\nset-cookie: b=c', '日本.png'])('is refused as a response override: %j', async (value) => {
    await put('x');
    await expect(get('x', { ResponseContentDisposition: value })).rejects.toMatchObject({
      name: 'InvalidArgument',
    });
  });

  it('is refused as a version id, of a deletion too', async () => {
    const VersionId = 'a\r\nb';
    await expect(get('x', { VersionId })).rejects.toMatchObject({ name: 'InvalidArgument' });
    const command = new DeleteObjectCommand({ Bucket, Key: 'x', VersionId });
    await expect(store.client.send(command)).rejects.toMatchObject({ name: 'InvalidArgument' });
  });
});
