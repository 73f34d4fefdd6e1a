import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BUCKET as Bucket, startStore } from './store.ts';

let store: Awaited<ReturnType<typeof startStore>>;

beforeAll(async () => {
  store = await startStore();
});
afterAll(() => store.close());

const put = (Key: string, Body: string | Buffer = 'content', more: object = {}) =>
  store.client.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
const get = (Key: string, more: object = {}) =>
  store.client.send(new GetObjectCommand({ Bucket, Key, ...more }));
const textOf = async (answer: ReturnType<typeof get>) => (await answer).Body!.transformToString();

describe('versions', () => {
  it('keep what a later upload replaces, each under its id', async () => {
    const first = await put('v', 'first');
    const second = await put('v', 'second');
    expect(first.VersionId).not.toBe(second.VersionId);
    expect(await textOf(get('v'))).toBe('second');
    expect(await textOf(get('v', { VersionId: first.VersionId }))).toBe('first');
  });

  it('stay behind a delete marker, which is deleted like any version', async () => {
    const { VersionId } = await put('marked', 'kept');
    const marker = await store.client.send(new DeleteObjectCommand({ Bucket, Key: 'marked' }));
    expect(marker).toMatchObject({ DeleteMarker: true, VersionId: expect.any(String) });
    await expect(get('marked')).rejects.toMatchObject({ name: 'NoSuchKey' });
    await expect(get('marked', { VersionId: marker.VersionId })).rejects.toMatchObject({
      name: 'MethodNotAllowed',
    });
    expect(await textOf(get('marked', { VersionId }))).toBe('kept');
    await store.client.send(new DeleteObjectCommand({ Bucket, Key: 'marked', VersionId: marker.VersionId }));
    expect(await textOf(get('marked'))).toBe('kept');
  });

  it('are gone for good when deleted by id', async () => {
    const { VersionId } = await put('gone');
    await store.client.send(new DeleteObjectCommand({ Bucket, Key: 'gone', VersionId }));
    await expect(get('gone', { VersionId })).rejects.toMatchObject({ name: 'NoSuchVersion' });
    await expect(get('gone')).rejects.toMatchObject({ name: 'NoSuchKey' });
    // Again, as after a lost answer.
    await store.client.send(new DeleteObjectCommand({ Bucket, Key: 'gone', VersionId }));
  });

  it('do not exist in a bucket without versioning', async () => {
    const plain = await startStore({ versioned: false });
    const Key = 'x';
    const { VersionId } = await plain.client.send(new PutObjectCommand({ Bucket, Key, Body: '1' }));
    expect(VersionId).toBeUndefined();
    await plain.client.send(new PutObjectCommand({ Bucket, Key, Body: '2' }));
    await plain.client.send(new DeleteObjectCommand({ Bucket, Key }));
    await expect(plain.client.send(new GetObjectCommand({ Bucket, Key }))).rejects.toMatchObject({
      name: 'NoSuchKey',
    });
    await plain.close();
  });
});
