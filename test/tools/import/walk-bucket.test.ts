import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Found, FoundImage } from '../../../tools/import/source.ts';
import { bucketSource } from '../../../tools/import/walk-bucket.ts';
import { allOf } from '../../support/all-of.ts';

const s3 = mockClient(S3Client);
const { signal } = new AbortController();
let temporary: string;
beforeEach(() => {
  s3.reset();
  temporary = mkdtempSync(join(tmpdir(), 'bucket-'));
  vi.stubEnv('TMPDIR', temporary);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(temporary, { recursive: true });
});

const open = (url: string, options: { all?: boolean; places?: number } = {}) =>
  bucketSource(url, { client: new S3Client({ region: 'eu-north-1' }), all: false, places: 2, ...options });

function givenKeys(...keys: string[]): void {
  s3.on(ListObjectsV2Command).resolves({ Contents: keys.map((Key) => ({ Key, Size: 7 })) });
}

const found = (url: string, options = {}): Promise<Found[]> => allOf(open(url, options).walk());
const brief = (one: Found) =>
  one.kind === 'image' ? one.imageId : one.kind === 'left' ? one.reason : [one.imageId, one.code];
const filesIn = () =>
  readdirSync(temporary, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());

describe('the walk through a bucket', () => {
  it('reads page after page, and names images by their keys', async () => {
    s3.on(ListObjectsV2Command, { Bucket: 'holiday', Prefix: 'photos/', ContinuationToken: undefined })
      .resolves({ Contents: [{ Key: 'photos/1.png', Size: 7 }], NextContinuationToken: 'next' })
      .on(ListObjectsV2Command, { Bucket: 'holiday', Prefix: 'photos/', ContinuationToken: 'next' })
      .resolves({ Contents: [{ Key: 'photos/sea/2.png', Size: 8 }] });
    expect(await found('s3://holiday/photos/')).toMatchObject([
      { kind: 'image', imageId: 'photos/1.png', filename: '1.png', bytes: 7 },
      { kind: 'image', imageId: 'photos/sea/2.png', filename: '2.png', bytes: 8 },
    ]);
  });

  it('has keys encoded on the way, and takes them as they are', async () => {
    givenKeys('100%25+caf%C3%A9%2B.png', 'line%0A.png');
    expect((await found('s3://holiday')).map(brief)).toEqual([
      '100% café+.png',
      ['line\n.png', 'InvalidName'],
    ]);
    expect(s3.commandCalls(ListObjectsV2Command)[0]!.args[0].input).toMatchObject({ EncodingType: 'url' });
  });

  it('leaves out folders that consoles make, what is hidden below the prefix, and what is no image by its name', async () => {
    givenKeys('.old/', '.old/.trash/1.png', '.old/1.png', '.old/notes.txt');
    expect((await found('s3://holiday/.old/')).map(brief)).toEqual(['hidden', '.old/1.png', 'name']);
  });

  it('does not import what the service itself keeps', async () => {
    givenKeys('images/0b9c2f4e-6f3a-4a55-9d0e-4c1a2b3c4d5e/AbCdEfGhIjKlMnOpQrStUi.c.png');
    await expect(found('s3://holiday')).rejects.toThrow('where the service keeps its own images');
  });

  it('brings an object when its turn has come, and deletes it when it is done with', async () => {
    givenKeys('1.png');
    s3.on(GetObjectCommand, { Bucket: 'holiday', Key: '1.png' }).resolvesOnce({
      Body: Readable.from(['the bytes']) as never,
    });
    const source = open('s3://holiday');
    const [image] = (await allOf(source.walk())) as [FoundImage];
    expect(filesIn()).toEqual([]);
    const blob = await image.open(signal);
    expect(await blob.text()).toBe('the bytes');
    expect(filesIn()).toHaveLength(1);
    image.done?.();
    expect(filesIn()).toEqual([]);
    source.close();
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('has no more of them on this machine than there are places, and begins the next when one is done', async () => {
    givenKeys('1.png', '2.png', '3.png');
    s3.on(GetObjectCommand).callsFake(async () => ({ Body: Readable.from(['bytes']) }));
    const source = open('s3://holiday', { places: 2 });
    onTestFinished(() => source.close());
    const [one, two, three] = (await allOf(source.walk())) as [FoundImage, FoundImage, FoundImage];
    await Promise.all([one.open(signal), two.open(signal)]);
    const third = three.open(signal);
    await new Promise((resolve) => setImmediate(resolve));
    expect(s3.commandCalls(GetObjectCommand)).toHaveLength(2);
    one.done?.();
    one.done?.();
    await third;
    expect(filesIn()).toHaveLength(2);
  });

  it('gives back the place of an object that could not be brought', async () => {
    givenKeys('1.png', '2.png');
    s3.on(GetObjectCommand, { Key: '1.png' })
      .rejects(new Error('It has gone.'))
      .on(GetObjectCommand, { Key: '2.png' })
      .resolves({ Body: Readable.from(['bytes']) as never });
    const source = open('s3://holiday', { places: 1 });
    onTestFinished(() => source.close());
    const [one, two] = (await allOf(source.walk())) as [FoundImage, FoundImage];
    await expect(one.open(signal)).rejects.toThrow('It has gone.');
    one.done?.();
    expect(await (await two.open(signal)).text()).toBe('bytes');
  });

  it('lets nobody wait for a place once it is aborted', async () => {
    givenKeys('1.png');
    const abort = new AbortController();
    const [image] = (await found('s3://holiday', { places: 0 })) as [FoundImage];
    const waiting = image.open(abort.signal);
    abort.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    expect(existsSync(temporary) && readdirSync(temporary)).toEqual([]);
  });

  it.each([
    ['NoSuchBucket', 's3://holiday/photos/ cannot be listed: there is no such bucket.'],
    ['AccessDenied', 's3://holiday/photos/ cannot be listed: AccessDenied, as S3 says it'],
  ])('does not begin on a bucket of which S3 says %s', async (name, message) => {
    s3.on(ListObjectsV2Command).rejects(Object.assign(new Error('as S3 says it'), { name }));
    await expect(open('s3://holiday/photos/').check()).rejects.toThrow(message);
  });

  it.each(['s3://', 's3:///photos', 's3:holiday'])('tells that %s names no bucket', (url) => {
    expect(() => open(url)).toThrow(`${url} names no bucket: give s3://BUCKET or s3://BUCKET/PREFIX.`);
  });
});
