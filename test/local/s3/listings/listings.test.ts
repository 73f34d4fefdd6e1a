import {
  DeleteObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  paginateListObjectsV2,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BUCKET as Bucket, startStore } from '../store.ts';

let store: Awaited<ReturnType<typeof startStore>>;
const KEYS = ['a', 'images/1/x', 'images/1/y', 'images/2/x', 'images/ü & <b>', 'z'];

beforeAll(async () => {
  store = await startStore();
  for (const Key of KEYS) await store.client.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
  await store.client.send(new PutObjectCommand({ Bucket, Key: 'deleted', Body: 'x' }));
  await store.client.send(new DeleteObjectCommand({ Bucket, Key: 'deleted' }));
});
afterAll(() => store.close());

describe('a listing', () => {
  it.each([1, 2, 4, 1000])('shows every current key once, in pages of %i', async (pageSize) => {
    const keys: string[] = [];
    for await (const page of paginateListObjectsV2({ client: store.client, pageSize }, { Bucket })) {
      expect(page.KeyCount).toBeLessThanOrEqual(pageSize);
      keys.push(...(page.Contents ?? []).map(({ Key }) => Key!));
    }
    expect(keys).toEqual(KEYS);
  });

  it('rolls keys up at a delimiter', async () => {
    const list = (more: object) =>
      store.client.send(new ListObjectsV2Command({ Bucket, Delimiter: '/', ...more }));
    const root = await list({});
    expect(root.Contents?.map(({ Key }) => Key)).toEqual(['a', 'z']);
    expect(root.CommonPrefixes).toEqual([{ Prefix: 'images/' }]);
    const images = await list({ Prefix: 'images/' });
    expect(images.CommonPrefixes?.map(({ Prefix }) => Prefix)).toEqual(['images/1/', 'images/2/']);
    expect(images.Contents?.map(({ Key }) => Key)).toEqual(['images/ü & <b>']);
    const first = await list({ Prefix: 'images/', MaxKeys: 1 });
    const second = await list({
      Prefix: 'images/',
      MaxKeys: 1,
      ContinuationToken: first.NextContinuationToken,
    });
    expect(second.CommonPrefixes).toEqual([{ Prefix: 'images/2/' }]);
  });

  it('shows no common prefix of what is deleted', async () => {
    const key = { Bucket, Key: 'gone/x' };
    await store.client.send(new PutObjectCommand({ ...key, Body: 'x' }));
    await store.client.send(new DeleteObjectCommand(key));
    const root = await store.client.send(new ListObjectsV2Command({ Bucket, Delimiter: '/' }));
    expect(root.CommonPrefixes).toEqual([{ Prefix: 'images/' }]);
  });

  it('that may hold nothing is whole', async () => {
    const page = await store.client.send(new ListObjectsV2Command({ Bucket, MaxKeys: 0 }));
    expect(page).toMatchObject({ KeyCount: 0, IsTruncated: false });
  });

  it('starts after a key, and encodes keys when asked', async () => {
    const page = await store.client.send(
      new ListObjectsV2Command({ Bucket, StartAfter: 'images/2/x', EncodingType: 'url' }),
    );
    expect(page.Contents?.map(({ Key }) => Key)).toEqual(['images%2F%C3%BC%20%26%20%3Cb%3E', 'z']);
  });
});
