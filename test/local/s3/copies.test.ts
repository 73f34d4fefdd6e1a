import { CopyObjectCommand, DeleteObjectCommand, GetObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BUCKET as Bucket, newKey, startStore } from './store.ts';

let store: Awaited<ReturnType<typeof startStore>>;

beforeAll(async () => {
  store = await startStore();
});
afterAll(() => store.close());

describe('a copy', () => {
  const copy = (Key: string, source: string, more: object = {}) =>
    store.client.send(new CopyObjectCommand({ Bucket, Key, CopySource: `${Bucket}/${source}`, ...more }));
  const read = async (Key: string, VersionId?: string) => {
    const { Body, ...rest } = await store.client.send(new GetObjectCommand({ Bucket, Key, VersionId }));
    return { ...rest, body: await Body!.transformToString() };
  };

  it('takes bytes and headers of the source along', async () => {
    const [from, to] = [newKey(), newKey()];
    const { ETag, VersionId } = await store.put(
      from,
      { ContentType: 'image/png', Metadata: { a: 'b' } },
      'bytes',
    );
    const answer = await copy(to, from);
    expect(answer).toMatchObject({ CopySourceVersionId: VersionId, CopyObjectResult: { ETag } });
    expect(await read(to)).toMatchObject({
      body: 'bytes',
      ContentType: 'image/png',
      Metadata: { a: 'b' },
      VersionId: answer.VersionId,
    });
  });

  it('of a version onto its own key is a version of its own, which outlives it', async () => {
    const key = newKey();
    const { VersionId: source } = await store.put(key, { ContentType: 'image/png' }, 'one');
    await store.put(key, {}, 'two');
    const replace = { MetadataDirective: 'REPLACE', Metadata: { retired: source } };
    const { VersionId } = await copy(key, `${key}?versionId=${source}`, replace);
    await store.client.send(new DeleteObjectCommand({ Bucket, Key: key, VersionId: source }));
    expect(await read(key, VersionId)).toMatchObject({
      body: 'one',
      ContentType: 'binary/octet-stream',
      Metadata: { retired: source },
    });
    await expect(read(key, source)).rejects.toMatchObject({ name: 'NoSuchVersion' });
  });

  it.each([
    ['of nothing', () => copy(newKey(), newKey()), 'NoSuchKey'],
    ['of a version that is gone', () => copy(newKey(), `${newKey()}?versionId=v`), 'NoSuchVersion'],
    ['from another bucket', () => copy(newKey(), 'x', { CopySource: 'other/key' }), 'NotImplemented'],
    ['of what is no source', () => copy(newKey(), 'x', { CopySource: 'nokey' }), 'InvalidArgument'],
    [
      'onto itself that changes nothing',
      async () => {
        const key = newKey();
        await store.put(key);
        return copy(key, key);
      },
      'InvalidRequest',
    ],
  ])('%s is refused', async (_, act, name) => {
    await expect(act()).rejects.toMatchObject({ name });
  });

  it('needs the right to read its source', async () => {
    const asked: string[] = [];
    const guarded = await startStore(
      {},
      {
        authorize: ({ action, resource }) =>
          asked.push(`${action} ${resource}`) > 0 && !/Version/.test(action),
      },
    );
    try {
      const CopySource = `${Bucket}/images/a?versionId=v`;
      const refused = guarded.client.send(new CopyObjectCommand({ Bucket, Key: 'b', CopySource }));
      await expect(refused).rejects.toMatchObject({ name: 'AccessDenied' });
      expect(asked).toEqual([
        's3:PutObject arn:aws:s3:::photos/b',
        's3:GetObjectVersion arn:aws:s3:::photos/images/a',
      ]);
    } finally {
      await guarded.close();
    }
  });
});
