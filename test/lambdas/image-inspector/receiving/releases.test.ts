import { beforeEach, describe, expect, it } from 'vitest';
import type { Item } from '../../../../lambdas/shared/attribute-values.ts';
import { newObjectKey } from '../../../../lambdas/shared/objects/object-key.ts';
import { bmp, uploadOf } from '../../support/uploads.ts';
import { RECORD_ID, World } from '../../support/world.ts';

let world: World;
beforeEach(() => {
  world = new World();
  world.createRecord();
});

const image = () => world.table.items.get(RECORD_ID)?.image?.M;

describe('an upload to a record that was deleted and made again', () => {
  it.each([
    ['a good one', bmp(40, 30)],
    ['a refused one', Buffer.from('text')],
  ])('is deleted and changes nothing: %s', async (_, body) => {
    const old = world.newKey();
    const message = world.put(old, body);
    world.createRecord();
    const before = structuredClone(world.table.items.get(RECORD_ID));
    expect(await world.receive(message)).toMatchObject({ outcome: 'another' });
    expect(await world.receive(world.put(old, body))).toMatchObject({ outcome: 'another' });
    expect(world.table.items.get(RECORD_ID)).toEqual(before);
    expect(world.bucket.versions(old)).toEqual([]);
  });

  it('by a ticket of release 0.1.0 is, too', async () => {
    const old = newObjectKey({ id: RECORD_ID }, 'a.bmp');
    expect(await world.receive(world.put(old, bmp(40, 30)))).toMatchObject({ outcome: 'another' });
    expect(world.record()).not.toHaveProperty('image');
  });
});

describe('beside release 0.1.0', () => {
  const given = (change: (item: Item) => void) => change(world.table.items.get(RECORD_ID)!);

  it('a record and its tickets go on working, and are spent from then on', async () => {
    given((item) => {
      delete item.incarnation;
      delete item.used;
    });
    const key = world.newKey();
    expect(key).toMatch(/[AQgw]\.bmp$/);
    expect(await world.receive(world.put(key, bmp(40, 30)))).toMatchObject({ outcome: 'accepted' });
    expect(await world.receive(world.put(key, bmp(41, 30)))).toMatchObject({ outcome: 'spent' });
  });

  it('an image that it accepted is not accepted again', async () => {
    const key = newObjectKey({ id: RECORD_ID }, 'a.bmp');
    const message = world.put(key, bmp(40, 30));
    given((item) => {
      delete item.incarnation;
      delete item.used;
      item.imageEvent = { S: uploadOf(message).order };
      item.objectKeys = { L: [{ S: key }] };
    });
    expect(await world.receive(message)).toMatchObject({ outcome: 'duplicate' });
    expect(await world.receive(world.put(key, bmp(41, 30)))).toMatchObject({ outcome: 'spent' });
    expect(world.bucket.visible()).toEqual({ [key]: 'v1' });
    // From a refused upload on the record remembers tickets, though not this one.
    await world.receive(world.put(world.newKey(), Buffer.from('text')));
    expect(await world.receive(world.put(key, bmp(44, 30)))).toMatchObject({ outcome: 'spent' });
    expect(image()).toBeUndefined();
    const next = world.newKey();
    expect(await world.receive(world.put(next, bmp(42, 30)))).toMatchObject({ outcome: 'accepted' });
    expect(world.bucket.versions(key)).toEqual(['v1', 'marker']);
    expect(await world.receive(world.put(key, bmp(43, 30)))).toMatchObject({ outcome: 'spent' });
    expect(image()).toMatchObject({ width: { N: '42' } });
  });

  it('a ticket that it gave for a record of this release is taken', async () => {
    given((item) => {
      // What it adds with every ticket.
      item.tickets = { N: '2' };
    });
    const key = newObjectKey({ id: RECORD_ID }, 'a.bmp');
    expect(await world.receive(world.put(key, bmp(40, 30)))).toMatchObject({ outcome: 'accepted' });
  });

  it('an item that remembers a request, of either release, is no record', async () => {
    world.table.items.set(RECORD_ID, { id: { S: RECORD_ID }, requestHash: { S: 'h' } });
    const key = newObjectKey({ id: RECORD_ID }, 'a.bmp');
    expect(await world.receive(world.put(key, bmp(40, 30)))).toMatchObject({ outcome: 'missing' });
    expect(world.table.items.get(RECORD_ID)).toEqual({ id: { S: RECORD_ID }, requestHash: { S: 'h' } });
  });
});
