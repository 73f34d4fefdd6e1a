import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { DataFolder } from '../../../local/data/data-folder.ts';
import type { LocalS3Options, S3Bucket } from '../../../local/s3/options.ts';
import { givenFolder } from '../data/given-folder.ts';
import { BUCKET as Bucket, startStore } from './store.ts';

const notifications = [{ events: ['s3:ObjectCreated:*'], queueArn: 'arn:aws:sqs:eu-central-1:0:uploads' }];

async function start(
  data: DataFolder,
  options: Partial<LocalS3Options> = {},
  bucket: Partial<S3Bucket> = { notifications },
) {
  const store = await startStore(bucket, { data, ...options });
  onTestFinished(() => store.close());
  const get = (Key: string, more: object = {}) =>
    store.client.send(new GetObjectCommand({ Bucket, Key, ...more }));
  return {
    ...store,
    get,
    text: async (Key: string, more: object = {}) => (await get(Key, more)).Body!.transformToString(),
    versions: async () => {
      const { Versions, DeleteMarkers } = await store.client.send(new ListObjectVersionsCommand({ Bucket }));
      return { Versions, DeleteMarkers };
    },
    remove: (Key: string, VersionId?: string) =>
      store.client.send(new DeleteObjectCommand({ Bucket, Key, VersionId })),
  };
}

const noQueue = async () => {
  throw new Error('The queue is away.');
};
const filesOf = (data: DataFolder) => readdirSync(join(data.path, 'objects'));

describe('objects in a folder', () => {
  it('are after a kill what they were: versions, markers, bytes, headers and checksums, in their order', async () => {
    const folder = givenFolder();
    const before = await start(folder.open());
    await before.put('a/one.png', { ContentType: 'image/png', Metadata: { camera: 'x' } }, 'first');
    await before.put('a/one.png', { ChecksumAlgorithm: 'SHA256' }, 'second');
    await before.put('gone');
    await before.remove('gone');
    await before.put('empty', {}, '');
    await before.client.send(
      new CopyObjectCommand({ Bucket, Key: 'copy', CopySource: `${Bucket}/a/one.png` }),
    );
    const was = await before.versions();
    const first = was.Versions!.findLast(({ Key }) => Key === 'a/one.png')!;

    const after = await start(folder.afterKill());
    expect(await after.versions()).toEqual(was);
    expect(await after.text('a/one.png')).toBe('second');
    expect(await after.text('a/one.png', { Range: 'bytes=2-3' })).toBe('co');
    expect(await after.text('copy')).toBe('second');
    expect(await after.text('empty')).toBe('');
    const { ChecksumSHA256 } = await after.get('a/one.png', { ChecksumMode: 'ENABLED' });
    expect(ChecksumSHA256).toMatch(/^[\w+/]{43}=$/);
    expect(await after.get('a/one.png', { VersionId: first.VersionId })).toMatchObject({
      ContentType: 'image/png',
      Metadata: { camera: 'x' },
      ContentLength: 5,
    });
    await expect(after.get('gone')).rejects.toThrow('does not exist');
    expect(await after.client.send(new HeadObjectCommand({ Bucket, Key: 'copy' }))).toMatchObject({
      ContentLength: 6,
    });
  });

  it('have one version each where the bucket keeps no more', async () => {
    const folder = givenFolder();
    const data = folder.open();
    const before = await start(data, {}, { versioned: false });
    await before.put('one', {}, 'first');
    await before.put('one', {}, 'second');
    await before.put('two');
    await before.remove('two');
    const killed = folder.afterKill();
    const after = await start(killed, {}, { versioned: false });
    expect(await after.text('one')).toBe('second');
    expect((await after.versions()).Versions).toHaveLength(1);
    expect(filesOf(killed)).toHaveLength(1);
  });

  it('lose their bytes with the last version that has them, and leave none of what was refused', async () => {
    const folder = givenFolder();
    const data = folder.open();
    const { put, client, remove } = await start(data);
    const { VersionId } = await put('one');
    const { VersionId: copied } = await client.send(
      new CopyObjectCommand({ Bucket, Key: 'copy', CopySource: `${Bucket}/one` }),
    );
    await remove('one', VersionId);
    const both = [put('once', { IfNoneMatch: '*' }), put('once', { IfNoneMatch: '*' })];
    expect((await Promise.allSettled(both)).map(({ status }) => status).sort()).toEqual([
      'fulfilled',
      'rejected',
    ]);
    await expect.poll(() => filesOf(data).length).toBe(2);
    await remove('copy', copied);
    await expect.poll(() => filesOf(data).length).toBe(1);
  });

  it('are opened without the bytes that a kill left of no object', async () => {
    const folder = givenFolder();
    const data = folder.open();
    const { put } = await start(data);
    await put('one');
    writeFileSync(join(data.path, 'objects', 'half'), 'hal');
    const after = folder.afterKill();
    expect(await (await start(after)).text('one')).toBe('content');
    expect(filesOf(after)).not.toContain('half');
  });

  it('are not opened when their bytes are missing', async () => {
    const folder = givenFolder();
    const data = folder.open();
    await (await start(data)).put('one');
    rmSync(join(data.path, 'objects', filesOf(data)[0]!));
    await expect(startStore({}, { data: folder.afterKill() })).rejects.toThrow(
      /objects lacks the bytes of 1 objects; name an empty folder$/,
    );
  });
});

describe('a notification of what was answered', () => {
  const created = (messages: { body: string }[]) =>
    messages
      .flatMap(({ body }) => JSON.parse(body).Records ?? [])
      .map(({ s3 }) => ({ key: s3.object.key as string, sequencer: s3.object.sequencer as string }));

  it('is offered again after a kill until a queue has taken it, and sorts before what comes then', async () => {
    const folder = givenFolder();
    const before = await start(folder.open(), { deliver: noQueue });
    await before.put('one');
    await before.put('two');

    const after = await start(folder.afterKill());
    await after.put('three');
    await expect.poll(() => created(after.messages)).toHaveLength(3);
    const sorted = created(after.messages).sort((a, b) => (a.sequencer < b.sequencer ? -1 : 1));
    expect(sorted.map(({ key }) => key)).toEqual(['one', 'two', 'three']);
    await expect.poll(() => after.undelivered()).toBe(0);

    const later = await start(folder.afterKill());
    await later.put('four');
    await expect.poll(() => created(later.messages).map(({ key }) => key)).toEqual(['four']);
    expect(later.messages.filter(({ body }) => body.includes('s3:TestEvent'))).toEqual([]);
  });

  it('is noted with its object, or neither is', async () => {
    const folder = givenFolder();
    const data = folder.open();
    let killed: DataFolder | undefined;
    const map: DataFolder['map'] = (name) => ({
      ...data.map(name),
      set(key, value) {
        data.map(name).set(key, value);
        if (JSON.stringify(value).includes('ObjectCreated')) killed ??= folder.afterKill();
      },
    });
    await (await start({ ...data, map })).put('one');
    const after = await start(killed!);
    expect((await after.versions()).Versions).toBeUndefined();
    await after.put('one', { IfNoneMatch: '*' });
    await expect.poll(() => created(after.messages).map(({ key }) => key)).toEqual(['one']);
  });

  it('waits for its queue while no bucket notifies that', async () => {
    const folder = givenFolder();
    const before = await start(folder.open(), { deliver: noQueue });
    await before.put('one');
    const without = await start(folder.afterKill(), {}, {});
    expect(without.undelivered()).toBe(0);
    const after = await start(folder.afterKill());
    await expect.poll(() => created(after.messages).map(({ key }) => key)).toEqual(['one']);
  });
});
