import {
  DeleteObjectCommand,
  GetBucketVersioningCommand,
  HeadObjectCommand,
  type ListObjectVersionsCommandInput as Input,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput as Output,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { S3Bucket } from '../../../../local/s3/options.ts';
import { BUCKET as Bucket, startStore } from '../store.ts';

let store: Awaited<ReturnType<typeof startStore>>;
/** Each version and delete marker, as listings are to show them: by the bytes of keys, newest first. */
let all: string[];

const list = (more: Partial<Input> = {}): Promise<Output> =>
  store.client.send(new ListObjectVersionsCommand({ Bucket, ...more }));

const shown = ({ Versions = [], DeleteMarkers = [] }: Output) =>
  [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => `${Key} ${VersionId}`);

async function pages(more: Partial<Input>, between: (page: Output) => Promise<unknown> = async () => {}) {
  const seen: Output[] = [];
  for (let next: Partial<Input> | undefined = more; next; ) {
    const page: Output = await list(next);
    seen.push(page);
    await between(page);
    const { IsTruncated, NextKeyMarker: KeyMarker, NextVersionIdMarker: VersionIdMarker } = page;
    next = IsTruncated ? { ...more, KeyMarker, VersionIdMarker } : undefined;
  }
  return seen;
}

beforeAll(async () => {
  store = await startStore();
  const put = async (key: string) => `${key} ${(await store.put(key)).VersionId}`;
  const [a1, a2, a3] = [await put('a'), await put('a'), await put('a')];
  const [b1, high, low] = [await put('b/1'), await put('\u{1f600}'), await put('\ufb01')];
  const marker = await store.client.send(new DeleteObjectCommand({ Bucket, Key: 'b/1' }));
  all = [a3, a2, a1, `b/1 ${marker.VersionId}`, b1, low, high];
});
afterAll(() => store.close());

describe('a listing of versions', () => {
  it('shows what was replaced and deleted too, and says what is the latest', async () => {
    const { Versions, DeleteMarkers } = await list();
    expect(Versions?.map(({ Key, IsLatest }) => [Key, IsLatest])).toEqual([
      ['a', true],
      ['a', false],
      ['a', false],
      ['b/1', false],
      ['\ufb01', true],
      ['\u{1f600}', true],
    ]);
    expect(DeleteMarkers).toMatchObject([{ Key: 'b/1', IsLatest: true }]);
  });

  it.each([1, 2, 3, 1000])('comes in pages of %i, which may end within a key', async (MaxKeys) => {
    expect((await pages({ MaxKeys })).flatMap(shown).sort()).toEqual(all.toSorted());
    expect((await pages({ MaxKeys: 1 })).flatMap(shown)).toEqual(all);
  });

  it('goes on after all versions of a key that is named alone', async () => {
    expect(shown(await list({ KeyMarker: 'a', Prefix: 'b' })).sort()).toEqual(all.slice(3, 5).sort());
    expect(shown(await list({ KeyMarker: 'a', MaxKeys: 1 }))).toEqual([all[3]]);
  });

  it.each(['Z', 'a/none', 'b/0'])('goes on after %s, where there is no such key', async (KeyMarker) => {
    const expected = all.filter((one) => one > KeyMarker);
    expect(shown(await list({ KeyMarker })).sort()).toEqual(expected.sort());
  });

  it('loses nothing when the version that ended a page is deleted before the next', async () => {
    for (const Key of ['c', 'c', 'c'].map((name) => `${name}/x`)) await store.put(Key);
    const seen = await pages({ MaxKeys: 1, Prefix: 'c/' }, async ({ Versions = [] }) => {
      const [{ Key, VersionId } = {}] = Versions;
      await store.client.send(new DeleteObjectCommand({ Bucket, Key, VersionId }));
    });
    expect(new Set(seen.flatMap(shown)).size).toBe(3);
  });

  it('rolls keys up, and goes on after a common prefix', async () => {
    const seen = await pages({ Delimiter: '/', MaxKeys: 4 });
    expect(seen.map(({ CommonPrefixes }) => CommonPrefixes)).toEqual([[{ Prefix: 'b/' }], undefined]);
    expect(seen.flatMap(shown)).toEqual([...all.slice(0, 3), ...all.slice(5)]);
  });

  it('takes no version without its key', async () => {
    const refused = list({ VersionIdMarker: 'x' });
    await expect(refused).rejects.toMatchObject({ name: 'InvalidArgument' });
  });

  it('may be held to a prefix by a policy', async () => {
    const contexts: unknown[] = [];
    const held = await startStore(
      {},
      { authorize: ({ action, resource, context }) => contexts.push({ action, resource, context }) > 0 },
    );
    onTestFinished(held.close);
    await held.client.send(new ListObjectVersionsCommand({ Bucket, Prefix: 'images/', MaxKeys: 9 }));
    expect(contexts).toEqual([
      {
        action: 's3:ListBucketVersions',
        resource: `arn:aws:s3:::${Bucket}`,
        context: { 's3:prefix': 'images/', 's3:max-keys': '9' },
      },
    ]);
  });
});

describe('a bucket', () => {
  it.each<[Partial<S3Bucket>, string | undefined]>([
    [{ versioned: true }, 'Enabled'],
    [{ versioned: false }, undefined],
    [{ versioned: false, suspended: true }, 'Suspended'],
  ])('declared %o says so', async (declared, expected) => {
    const actions: string[] = [];
    const one = await startStore(declared, { authorize: ({ action }) => actions.push(action) > 0 });
    onTestFinished(one.close);
    const { Status } = await one.client.send(new GetBucketVersioningCommand({ Bucket }));
    expect(Status).toBe(expected);
    expect(actions).toEqual(['s3:GetBucketVersioning']);
  });

  it('whose versions are suspended replaces the version null, and leaves a marker for what is deleted', async () => {
    const one = await startStore({ versioned: false, suspended: true });
    onTestFinished(one.close);
    await one.put('a');
    expect((await one.put('a')).VersionId).toBe('null');
    const deleted = await one.client.send(new DeleteObjectCommand({ Bucket, Key: 'a' }));
    expect(deleted).toMatchObject({ DeleteMarker: true, VersionId: 'null' });
    const head = one.client.send(new HeadObjectCommand({ Bucket, Key: 'a' }));
    await expect(head).rejects.toMatchObject({ name: 'NotFound' });
    const { Versions, DeleteMarkers } = await one.client.send(new ListObjectVersionsCommand({ Bucket }));
    expect([Versions, DeleteMarkers?.length]).toEqual([undefined, 1]);
  });
});
