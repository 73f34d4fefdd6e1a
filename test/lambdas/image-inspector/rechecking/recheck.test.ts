import { beforeEach, describe, expect, it } from 'vitest';
import { eventOrder, sortKeyOf } from '../../../../lambdas/shared/record.ts';
import { bmp, START, uploadOf } from '../../support/uploads.ts';
import { RECORD_ID, World } from '../../support/world.ts';
import { ask, given } from './asking.ts';

let world: World;
beforeEach(() => {
  world = new World();
  world.createRecord();
});

const { item, copyOfItem, remove, listed } = given(() => world);

describe('an upload whose event was lost', () => {
  it('is received, as of the second in which it was stored', async () => {
    const key = world.newKey();
    world.put(key, bmp(40, 30));
    const object = { ...(await listed(key)), storedAt: START + 1_234 };
    expect(await ask(world, object)).toMatchObject({
      id: RECORD_ID,
      outcome: 'accepted',
      changed: true,
      received: { contentType: 'image/bmp', gets: 1 },
    });
    expect(item()).toMatchObject({
      image: { M: { width: { N: '40' }, versionId: { S: 'v1' }, uploadedAt: { N: String(START + 1_234) } } },
      imageEvent: { S: eventOrder(START + 1_000, '') },
      contentVersion: { N: '1' },
      version: { N: '2' },
    });
    expect(world.thumbnails).toMatchObject([{ key, event: eventOrder(START + 1_000, '') }]);
  });

  it('is refused where it is no image', async () => {
    const key = world.newKey();
    world.put(key, Buffer.from('text'));
    expect(await ask(world, await listed(key))).toMatchObject({
      outcome: 'refused',
      code: 'NotAnImage',
      changed: true,
    });
    expect(item().rejection!.M).toMatchObject({ code: { S: 'NotAnImage' } });
    expect(world.bucket.versions(key)).toEqual([]);
  });

  it('is received once, and its recheck goes on where a crash ended it', async () => {
    const key = world.newKey();
    world.put(key, bmp(40, 30));
    const object = await listed(key);
    world.failNext(['none', 'none', 'none', 'before']);
    await expect(ask(world, object)).rejects.toThrow('crash');
    const before = copyOfItem();
    expect(await ask(world, object)).toMatchObject({ outcome: 'checked', changed: false });
    expect(item()).toEqual(before);
    expect(world.thumbnails).toHaveLength(1);
  });

  it('is left alone when the record was told of something else', async () => {
    const [first, second, third] = [world.newKey(), world.newKey(), world.newKey()];
    world.put(first, bmp(40, 30));
    await world.receive(world.put(second, Buffer.from('text')));
    expect(await ask(world, await listed(first))).toEqual({
      id: RECORD_ID,
      outcome: 'doubtful',
      changed: false,
    });
    await world.receive(world.put(third, bmp(50, 20)));
    const before = copyOfItem();
    expect(await ask(world, await listed(first))).toMatchObject({ outcome: 'doubtful' });
    expect(item()).toEqual(before);
    expect(world.bucket.versions(first)).toEqual(['v1']);
  });
});

describe('what is not the image of its record', () => {
  it('is put aside where its ticket was used', async () => {
    const [first, second] = [world.newKey(), world.newKey()];
    await world.receive(world.put(first, bmp(40, 30)));
    await world.receive(world.put(second, bmp(50, 20)));
    world.bucket.deleteMarkers(first);
    world.put(first, bmp(41, 30));
    const before = copyOfItem();
    expect(await ask(world, await listed(first))).toEqual({
      id: RECORD_ID,
      outcome: 'aside',
      changed: false,
    });
    expect(item()).toEqual(before);
    expect(world.bucket.visible()).toEqual({ [second]: 'v2' });
    expect(world.bucket.versions(first)).toEqual(['copy of v1', 'copy of v5', 'marker']);
    expect(await ask(world, await listed(first))).toMatchObject({ outcome: 'aside' });
    expect(world.bucket.visible()).toEqual({ [second]: 'v2' });
  });

  it('is put aside with all that a crash has left, and its thumbnails', async () => {
    const [first, second] = [world.newKey(), world.newKey()];
    await world.receive(world.put(first, bmp(40, 30)));
    const event = item().imageEvent!.S!;
    world.bucket.put(`thumbnails/${first.slice('images/'.length)}.webp`, Buffer.from('x'), {
      meta: { event },
    });
    world.failNext(['none', 'none', 'before']);
    await expect(world.receive(world.put(second, bmp(50, 20)))).rejects.toThrow('crash');
    expect(Object.keys(world.bucket.visible())).toHaveLength(3);
    await ask(world, await listed(first));
    expect(Object.keys(world.bucket.visible())).toEqual([second]);
    expect(item().objectKeys).toEqual({ L: [{ S: second }] });
  });

  it('and is gone needs nothing', async () => {
    const key = world.newKey();
    const message = world.put(key, Buffer.from('text'));
    const object = await listed(key);
    await world.receive(message);
    expect(await ask(world, object)).toMatchObject({ outcome: 'aside' });
    expect(world.bucket.versions(key)).toEqual([]);
  });
});

describe('a recheck for a record that is not there', () => {
  it('touches nothing, nor does one for the predecessor of a record', async () => {
    const key = world.newKey();
    const { versionId: VersionId } = uploadOf(world.put(key, bmp(40, 30)));
    const object = await listed(key);
    world.createRecord();
    expect(await ask(world, object)).toEqual({ id: RECORD_ID, outcome: 'another', changed: false });
    world.table.items.clear();
    expect(await ask(world, object)).toEqual({ id: RECORD_ID, outcome: 'missing', changed: false });
    expect(world.bucket.versions(key)).toEqual([VersionId]);
    expect(world.table.items.size).toBe(0);
    await remove(key, VersionId);
    expect(await ask(world, object)).toMatchObject({ outcome: 'missing' });
  });
});

describe('the place of a record in its indexes', () => {
  const place = () => ask(world, { kind: 'index', id: RECORD_ID, incarnation: item().incarnation?.S });
  const right = () => ({ feed: { S: 'feed#0' }, sortKey: { S: sortKeyOf(START, RECORD_ID) } });

  it('stays where it fits', async () => {
    expect(await place()).toEqual({ id: RECORD_ID, outcome: 'checked', changed: false });
    expect(world.table.updates).toEqual([]);
  });

  it.each([
    ['a sort key of another time', { sortKey: { S: sortKeyOf(START - 1, RECORD_ID) } }],
    ['a partition that is not read', { feed: { S: 'feed#7' } }],
    ['a partition that no release names so', { feed: { S: 'feed#00' } }],
    ['both', { feed: { S: 'all' }, sortKey: { S: 'first' } }],
  ])('is mended without a revision: %s', async (_, wrong) => {
    const before = copyOfItem();
    world.table.items.set(RECORD_ID, { ...before, ...wrong });
    expect(await place()).toEqual({ id: RECORD_ID, outcome: 'checked', changed: true });
    expect(item()).toEqual({ ...before, ...right() });
  });

  it('keeps its partition where that fits', async () => {
    world.inspector.feedShards = 8;
    const before = copyOfItem();
    world.table.items.set(RECORD_ID, { ...before, feed: { S: 'feed#3' }, sortKey: { S: 'x' } });
    await place();
    expect(item()).toEqual({ ...before, ...right(), feed: { S: 'feed#3' } });
  });

  it('is not guessed where the time of its creation cannot be read', async () => {
    item().createdAt = { S: 'yesterday' };
    const before = copyOfItem();
    expect(await place()).toMatchObject({ outcome: 'doubtful', changed: false });
    expect(item()).toEqual(before);
  });

  it('is not that of a record which has taken its id meanwhile', async () => {
    const { incarnation } = item();
    item().feed = { S: 'feed#7' };
    const { find } = world.inspector.rechecked;
    world.inspector.rechecked.find = async (name) => {
      const found = await find.call(world.inspector.rechecked, name);
      world.createRecord(undefined, START + 5);
      return found;
    };
    const request = { kind: 'index', id: RECORD_ID, incarnation: incarnation!.S! } as const;
    expect(await ask(world, request)).toMatchObject({ outcome: 'another', changed: false });
    expect(item().sortKey).toEqual({ S: sortKeyOf(START + 5, RECORD_ID) });
  });
});
