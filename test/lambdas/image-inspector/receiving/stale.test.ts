import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { beforeEach, describe, expect, it } from 'vitest';
import { BUCKET, bmp, START, s3Event, uploadOf } from '../../support/uploads.ts';
import { World } from '../../support/world.ts';

let world: World;
beforeEach(() => {
  world = new World();
  world.createRecord();
});

/** Calls to S3 in short, and whether each is for one version, without keys. */
const calls = () =>
  world.bucket.asked.map(({ name, input }) =>
    input.VersionId === undefined ? name : `${name} of a version`,
  );

describe('a stale event', () => {
  it('of an object that is gone changes nothing', async () => {
    const message = world.put(world.newKey(), bmp(40, 30));
    const { key, versionId } = uploadOf(message);
    const version = { Bucket: BUCKET, Key: key, VersionId: versionId };
    await world.bucket.client.send(new DeleteObjectCommand(version));
    const before = structuredClone(world.record());
    expect(await world.receive(message)).toMatchObject({ outcome: 'stale' });
    expect(world.record()).toEqual(before);
  });

  it('of an object that was accepted ahead of a crash still cleans up behind it', async () => {
    const [first, second] = [world.newKey(), world.newKey()];
    await world.receive(world.put(first, bmp(40, 30)));
    const message = world.put(second, bmp(50, 20));
    world.inspector.objects.retire = () => Promise.reject(new Error('crash'));
    await expect(world.receive(message)).rejects.toThrow('crash');
    Reflect.deleteProperty(world.inspector.objects, 'retire');
    const version = { Bucket: BUCKET, Key: second, VersionId: uploadOf(message).versionId };
    await world.bucket.client.send(new DeleteObjectCommand(version));
    expect(await world.receive(message)).toMatchObject({ outcome: 'stale' });
    expect(world.bucket.visible()).toEqual({});
  });

  it('of an object that was overwritten, in a bucket without versions, changes nothing', async () => {
    const key = world.newKey();
    const { eTag, size } = uploadOf(world.put(key, bmp(40, 30)));
    world.put(key, bmp(50, 20));
    expect(await world.receive(s3Event({ key, eTag, size }))).toMatchObject({ outcome: 'stale' });
    expect(world.record()).not.toHaveProperty('image');
  });
});

describe('a late upload of a bucket without versions', () => {
  it('is left alone under the accepted image’s key, where deleting it would delete the image', async () => {
    const key = world.newKey();
    const early = uploadOf(world.put(key, bmp(40, 30)));
    await world.receive(world.put(key, bmp(40, 30)));
    const { eTag, size } = early;
    await world.receive(s3Event({ key, eTag, size, time: START }));
    expect(calls()).not.toContain('DeleteObject');
    expect(Object.keys(world.bucket.visible())).toEqual([key]);
  });
});
