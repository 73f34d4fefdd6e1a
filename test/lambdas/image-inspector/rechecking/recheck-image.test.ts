import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { bmp } from '../../support/uploads.ts';
import { RECORD_ID, World } from '../../support/world.ts';
import { ask, given, LATER } from './asking.ts';

let world: World;
beforeEach(() => {
  world = new World();
  world.createRecord();
});
const { item, image, copyOfItem, remove, listed, misread, givenImage } = given(() => world);

describe('the image of a record, looked at once more', () => {
  it('changes nothing, by one ranged GET and no write, where it is as it was', async () => {
    const key = await givenImage();
    const before = copyOfItem();
    const object = await listed(key);
    world.bucket.asked.length = 0;
    expect(await ask(world, object)).toEqual({ id: RECORD_ID, outcome: 'checked', changed: false });
    expect(item()).toEqual(before);
    expect(world.table.updates).toEqual([]);
    expect(world.thumbnails).toEqual([]);
    expect(world.bucket.asked).toMatchObject([
      { name: 'GetObject', input: { VersionId: 'v1', Range: 'bytes=0-57' } },
    ]);
  });

  it('is told as it is read now, as a revision, and not as another content', async () => {
    const key = await givenImage();
    const { image: right, ...before } = copyOfItem();
    misread();
    expect(await ask(world, { ...(await listed(key)), storedAt: LATER })).toMatchObject({ changed: true });
    expect(item()).toEqual({ ...before, image: right, version: { N: '3' }, updatedAt: { N: String(LATER) } });
    expect(await ask(world, await listed(key))).toMatchObject({ changed: false });
  });

  it('keeps what another release has found besides', async () => {
    const key = await givenImage();
    image().colorSpace = { S: 'p3' };
    expect(await ask(world, await listed(key))).toMatchObject({ changed: false });
    misread();
    await ask(world, await listed(key));
    expect(image()).toMatchObject({ colorSpace: { S: 'p3' }, width: { N: '40' } });
    expect(image()).not.toHaveProperty('orientation');
  });

  it('keeps the SHA-256 that S3 verified', async () => {
    const sha256 = createHash('sha256').update('x').digest();
    const key = await givenImage({ sha256: 'declared' }, { sha256 });
    const before = structuredClone(image());
    misread();
    await ask(world, await listed(key));
    expect(image()).toEqual(before);
    expect(image().sha256).toEqual({ S: sha256.toString('hex') });
    expect(world.bucket.asked.map(({ name }) => name)).not.toContain('HeadObject');
  });

  it('is left alone when it was replaced, or looked at, between read and write', async () => {
    const key = await givenImage();
    misread();
    const object = await listed(key);
    const { correct } = world.inspector.rechecked;
    world.inspector.rechecked.correct = async (...args) => {
      Reflect.deleteProperty(world.inspector.rechecked, 'correct');
      await ask(world, object);
      return correct.apply(world.inspector.rechecked, args);
    };
    expect(await ask(world, object)).toMatchObject({ outcome: 'superseded', changed: false });
    expect(item()).toMatchObject({ version: { N: '3' } });

    misread();
    world.inspector.rechecked.correct = async (...args) => {
      await world.receive(world.put(world.newKey(), bmp(50, 20)));
      return correct.apply(world.inspector.rechecked, args);
    };
    expect(await ask(world, object)).toMatchObject({ outcome: 'superseded', changed: false });
    expect(image()).toMatchObject({ width: { N: '50' } });
  });

  it('stays accepted though the stage would refuse it now', async () => {
    const key = await givenImage();
    const before = copyOfItem();
    world.inspector.rules = { ...world.inspector.rules, maxPixels: 10 };
    expect(await ask(world, await listed(key))).toEqual({
      id: RECORD_ID,
      outcome: 'kept',
      code: 'TooManyPixels',
      changed: false,
    });
    expect(item()).toEqual(before);
    expect(world.bucket.visible()).toEqual({ [key]: 'v1' });
  });

  it('stays on the record though its object is gone', async () => {
    const key = await givenImage();
    const [object, before] = [await listed(key), copyOfItem()];
    await remove(key, 'v1');
    expect(await ask(world, { ...object, redraw: true })).toMatchObject({ outcome: 'gone', changed: false });
    expect(item()).toEqual(before);
    expect(world.thumbnails).toEqual([]);
  });

  it('puts aside what a crash has left of the image that it replaced', async () => {
    const [first, second] = [world.newKey(), world.newKey()];
    await world.receive(world.put(first, bmp(40, 30)));
    world.failNext(['none', 'none', 'before']);
    await expect(world.receive(world.put(second, bmp(50, 20)))).rejects.toThrow('crash');
    await ask(world, await listed(second));
    expect(world.bucket.visible()).toEqual({ [second]: 'v2' });
    expect(world.bucket.versions(first)).toEqual(['copy of v1', 'marker']);
    expect(item().objectKeys).toEqual({ L: [{ S: second }] });
  });
});

describe('the thumbnail of a record’s image', () => {
  it('is asked for where the record knows none, of the event that the record has', async () => {
    const key = await givenImage();
    delete item().thumbnail;
    await ask(world, await listed(key));
    const { eTag } = await listed(key);
    expect(world.thumbnails).toEqual([
      {
        id: RECORD_ID,
        key,
        versionId: 'v1',
        eTag: eTag.replaceAll('"', ''),
        contentType: 'image/bmp',
        event: item().imageEvent!.S,
      },
    ]);
    expect(world.table.updates).toEqual([]);
  });

  it('is asked for though the stage would refuse the image now', async () => {
    const key = await givenImage();
    delete item().thumbnail;
    world.inspector.rules = { ...world.inspector.rules, allowedTypes: new Set(['image/png']) };
    expect(await ask(world, await listed(key))).toMatchObject({ outcome: 'kept', code: 'UnsupportedType' });
    expect(world.thumbnails).toMatchObject([{ contentType: 'image/bmp' }]);
  });

  it('is forgotten, without a revision, and asked for where it is to be drawn anew', async () => {
    const key = await givenImage();
    const { thumbnail: _, ...rest } = copyOfItem();
    const object = { ...(await listed(key)), redraw: true };
    world.failNext(['none', 'none', 'none', 'before']);
    await expect(ask(world, object)).rejects.toThrow('crash');
    expect(item()).toEqual(rest);
    expect(await ask(world, object)).toMatchObject({ outcome: 'checked' });
    expect(world.thumbnails).toHaveLength(1);
  });
});
