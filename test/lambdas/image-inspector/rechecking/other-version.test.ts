import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { newObjectKey, uploadIdOf } from '../../../../lambdas/shared/objects/object-key.ts';
import { bmp, START, uploadOf } from '../../support/uploads.ts';
import { RECORD_ID, World } from '../../support/world.ts';
import { ask, given } from './asking.ts';

let world: World;
beforeEach(() => {
  world = new World();
  world.createRecord();
});
const { item, image, copyOfItem, remove, listed, misread, givenImage } = given(() => world);

describe('another version than the record names', () => {
  const givenTwo = async () => {
    const key = await givenImage();
    world.put(key, bmp(41, 30));
    return key;
  };

  it('is left alone as long as that is there, hidden or not', async () => {
    const key = await givenTwo();
    const before = copyOfItem();
    expect(await ask(world, await listed(key))).toMatchObject({ outcome: 'doubtful', changed: false });
    await remove(key);
    expect(await ask(world, await listed(key))).toMatchObject({ outcome: 'doubtful', changed: false });
    expect(item()).toEqual(before);
    expect(world.bucket.versions(key)).toEqual(['v1', 'v2', 'marker']);
  });

  it('takes its place when that is gone, and gets a thumbnail of its own', async () => {
    const key = await givenTwo();
    await remove(key, 'v1');
    const { contentVersion, imageEvent } = copyOfItem();
    expect(await ask(world, await listed(key))).toMatchObject({ outcome: 'checked', changed: true });
    expect(image()).toMatchObject({
      width: { N: '41' },
      versionId: { S: 'v2' },
      uploadedAt: { N: `${START + 1000}` },
    });
    expect(item()).toMatchObject({ contentVersion, imageEvent, version: { N: '3' } });
    expect(item()).not.toHaveProperty('thumbnail');
    expect(world.thumbnails).toMatchObject([{ versionId: 'v2', event: imageEvent!.S }]);
  });

  it('that has taken its place is known by its own event, and put aside once it is replaced', async () => {
    const key = await givenImage();
    const message = world.put(key, bmp(41, 30));
    await remove(key, 'v1');
    await ask(world, await listed(key));
    expect(await world.receive(message)).toMatchObject({ outcome: 'duplicate' });
    expect(world.bucket.visible()).toEqual({ [key]: 'v2' });
    const next = world.newKey();
    await world.receive(world.put(next, bmp(50, 20)));
    expect(world.bucket.visible()).toEqual({ [next]: 'v3' });
    expect(world.bucket.versions(key)).toEqual(['copy of v2', 'marker']);
  });

  it('takes its place though it is a copy that was put aside, which S3 stores without the type that was declared', async () => {
    const key = await givenImage({ contentType: 'image/bmp' }, { contentType: 'image/bmp' });
    await world.inspector.objects.retire({ key, versionId: 'v1' });
    world.bucket.deleteMarkers(key);
    const object = await listed(key);
    expect(await ask(world, object)).toMatchObject({ outcome: 'checked', changed: true });
    expect(image()).toMatchObject({ width: { N: '40' }, versionId: { S: object.versionId } });
  });

  it('takes no place when it is of another type than was declared', async () => {
    const key = await givenImage({ contentType: 'image/bmp' }, { contentType: 'image/bmp' });
    image().contentType = { S: 'image/png' };
    await remove(key, 'v1');
    world.put(key, bmp(41, 30), { contentType: 'image/bmp' });
    expect(await ask(world, await listed(key))).toMatchObject({ outcome: 'kept', code: 'TypeMismatch' });
  });

  it('has its SHA-256 verified anew, where one was declared', async () => {
    const [sha256, other] = ['x', 'y'].map((text) => createHash('sha256').update(text).digest());
    const key = await givenImage({ sha256: 'declared' }, { sha256 });
    world.put(key, bmp(40, 30), { sha256: other! });
    await remove(key, 'v1');
    await ask(world, await listed(key));
    expect(image().sha256).toEqual({ S: other!.toString('hex') });
  });

  it('takes no place when it is no image that the stage accepts', async () => {
    const key = await givenImage();
    world.put(key, Buffer.from('text'));
    await remove(key, 'v1');
    delete item().thumbnail;
    const before = copyOfItem();
    expect(await ask(world, await listed(key))).toMatchObject({ outcome: 'kept', code: 'NotAnImage' });
    expect(item()).toEqual(before);
    expect(world.thumbnails).toEqual([]);
  });
});

describe('a record whose image names no version', () => {
  it('gets that of the version which a GET finds, and no other', async () => {
    const key = await givenImage();
    delete image().versionId;
    delete item().used!.M![uploadIdOf(key)]!.M!.versionId;
    world.put(key, Buffer.concat([bmp(41, 30), Buffer.alloc(9)]));
    // That on top is a later upload by the same ticket: its event will say so.
    for (const at of [0, 1])
      expect(await ask(world, await listed(key, at))).toMatchObject({ outcome: 'doubtful' });
    expect(image()).not.toHaveProperty('versionId');
    await remove(key, 'v2');
    expect(await ask(world, await listed(key))).toMatchObject({ outcome: 'checked', changed: true });
    expect(image()).toMatchObject({ width: { N: '40' }, versionId: { S: 'v1' } });
    expect(item()).toHaveProperty('thumbnail');
  });

  it('of release 0.1.0 remembers the ticket from then on', async () => {
    const key = newObjectKey({ id: RECORD_ID }, 'a.bmp');
    const message = world.put(key, bmp(40, 30));
    const { incarnation: _, used: __, ...old } = copyOfItem();
    const sides = { width: { N: '40' }, height: { N: '30' } };
    const type = { contentType: { S: 'image/bmp' }, size: { N: '58' } };
    const facts = { ...sides, ...type, uploadedAt: { N: String(START) } };
    const { order } = uploadOf(message);
    world.table.items.set(RECORD_ID, {
      ...old,
      image: { M: facts },
      imageEvent: { S: order },
      objectKeys: { L: [{ S: key }] },
    });
    expect(await ask(world, await listed(key))).toMatchObject({ outcome: 'checked', changed: true });
    expect(image()).toEqual({ ...facts, versionId: { S: 'v1' } });
    expect(item().used!.M![uploadIdOf(key)]!.M).toMatchObject({
      event: { S: order },
      versionId: { S: 'v1' },
    });
    expect(await world.receive(message)).toMatchObject({ outcome: 'duplicate' });
    await world.receive(world.put(world.newKey(), bmp(50, 20)));
    expect(world.bucket.versions(key)).toEqual(['copy of v1', 'marker']);
  });

  it('is read anew by its ETag in a bucket without versions', async () => {
    const key = await givenImage();
    delete image().versionId;
    misread();
    const { versionId: _, ...object } = await listed(key);
    expect(await ask(world, object)).toMatchObject({ outcome: 'checked', changed: true });
    expect(image()).toMatchObject({ width: { N: '40' } });
    expect(await ask(world, { ...object, eTag: 'another' })).toMatchObject({ outcome: 'gone' });
  });
});
