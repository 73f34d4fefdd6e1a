import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BUCKET as Bucket, startStore, textOf } from './store.ts';

let store: Awaited<ReturnType<typeof startStore>>;

beforeAll(async () => {
  store = await startStore();
});
afterAll(() => store.close());

describe('versions', () => {
  it('keep what a later upload replaces, each under its id', async () => {
    const first = await store.put('v', {}, 'first');
    const second = await store.put('v', {}, 'second');
    expect(first.VersionId).not.toBe(second.VersionId);
    expect(await textOf(store.get('v'))).toBe('second');
    expect(await textOf(store.get('v', { VersionId: first.VersionId }))).toBe('first');
  });

  it('stay behind a delete marker, which is deleted like any version', async () => {
    const { VersionId } = await store.put('marked', {}, 'kept');
    const marker = await store.client.send(new DeleteObjectCommand({ Bucket, Key: 'marked' }));
    expect(marker).toMatchObject({ DeleteMarker: true, VersionId: expect.any(String) });
    await expect(store.get('marked')).rejects.toMatchObject({ name: 'NoSuchKey' });
    await expect(store.get('marked', { VersionId: marker.VersionId })).rejects.toMatchObject({
      name: 'MethodNotAllowed',
    });
    expect(await textOf(store.get('marked', { VersionId }))).toBe('kept');
    await store.client.send(new DeleteObjectCommand({ Bucket, Key: 'marked', VersionId: marker.VersionId }));
    expect(await textOf(store.get('marked'))).toBe('kept');
  });

  it('are gone for good when deleted by id', async () => {
    const { VersionId } = await store.put('gone');
    await store.client.send(new DeleteObjectCommand({ Bucket, Key: 'gone', VersionId }));
    await expect(store.get('gone', { VersionId })).rejects.toMatchObject({ name: 'NoSuchVersion' });
    await expect(store.get('gone')).rejects.toMatchObject({ name: 'NoSuchKey' });
    // Again, as after a lost answer.
    await store.client.send(new DeleteObjectCommand({ Bucket, Key: 'gone', VersionId }));
  });

  it('do not exist in a bucket without versioning', async () => {
    const plain = await startStore({ versioned: false });
    const { VersionId } = await plain.put('x', {}, '1');
    expect(VersionId).toBeUndefined();
    await plain.put('x', {}, '2');
    await plain.client.send(new DeleteObjectCommand({ Bucket, Key: 'x' }));
    await expect(plain.get('x')).rejects.toMatchObject({ name: 'NoSuchKey' });
    await plain.close();
  });
});
