import { beforeEach, describe, expect, it } from 'vitest';
import { newObjectKey } from '../../../lambdas/shared/objects/object-key.ts';
import { thumbnailKey } from '../../../lambdas/shared/objects/thumbnail.ts';
import { bmp } from '../support/uploads.ts';
import { RECORD_ID, World } from '../support/world.ts';
import { cleanUp, finish, ready, remembered } from './histories.ts';

let world: World;
/** Happens when the bucket is asked what it has. */
let meanwhile: (() => void) | undefined;
beforeEach(() => {
  meanwhile = undefined;
  world = new World(async (label) => {
    if (label !== 'ListObjectVersionsCommand') return;
    meanwhile?.();
    meanwhile = undefined;
  });
});

describe('an erasure by id', () => {
  it('takes the living record and all that was deleted of the id, at the first request as at a repeat', async () => {
    await ready(world);
    await world.remove();
    await cleanUp(world);
    await ready(world);
    await world.erase();
    const waiting = await cleanUp(world);
    expect(world.bucket.left('')).toEqual([]);
    await finish(world, waiting);
    expect(remembered(world)).toEqual([]);
  });

  it('of an owner takes the deleted ones of this owner, and none of another', async () => {
    for (const [former, left] of [
      ['ann', 0],
      ['ben', 2],
    ] as const) {
      world = new World();
      await ready(world, former);
      await world.remove();
      await cleanUp(world);
      await ready(world, 'ann');
      await world.erase('ann');
      await finish(world);
      expect(world.bucket.left('')).toHaveLength(left);
    }
  });

  it('leaves a record that is made while it looks what there is', async () => {
    await ready(world);
    await world.remove();
    await cleanUp(world);
    await world.erase();
    let key = '';
    meanwhile = () => {
      world.createRecord();
      key = world.newKey();
      world.put(key, bmp(30, 40));
    };
    await cleanUp(world);
    expect(world.bucket.left('')).toEqual([key]);
  });
});

describe('keys of release 0.1.0, which a record of this one may have', () => {
  /** Of a ticket that a function of 0.1.0 gave, while releases changed. */
  const oldKey = () => newObjectKey({ id: RECORD_ID }, 'a.bmp');
  /** A record for which it did. */
  const given = () => {
    world.table.items.set(RECORD_ID, { ...world.createRecord('ann'), tickets: { N: '2' } });
  };

  it('go with the record when no other has its id', async () => {
    given();
    for (const key of [oldKey(), world.newKey()]) {
      await world.receive(world.put(key, bmp(10, 20)));
      world.bucket.put(thumbnailKey(key), Buffer.from('thumbnail'));
    }
    await world.eraseOwner('ann');
    await finish(world);
    expect(world.bucket.left('')).toEqual([]);
  });

  it('go while another record lives only when the erased one named them', async () => {
    given();
    const named = oldKey();
    await world.receive(world.put(named, bmp(10, 20)));
    await world.eraseOwner('ann');
    await world.clean(world.cleaning.shift()!);
    const waiting = await cleanUp(world);
    const late = oldKey();
    world.createRecord('ann', Date.now() + 1000);
    world.put(named, bmp(10, 20));
    world.put(late, bmp(30, 40));
    await finish(world, waiting);
    expect(world.bucket.left('')).toEqual([late]);
  });
});
