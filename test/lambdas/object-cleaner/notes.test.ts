import { beforeEach, describe, expect, it } from 'vitest';
import { eraseIdOf, ownerDigest } from '../../../lambdas/shared/following/erase-request.ts';
import { RECORD_ID, World } from '../support/world.ts';
import { cleanUp, finish, ready, remembered } from './histories.ts';

let world: World;
beforeEach(() => {
  world = new World();
});
const NOTE_OF_ANN = eraseIdOf({ kind: 'owner', ownerDigest: ownerDigest('ann') });

describe('the note on what is deleted', () => {
  it('is found by an erasure of all of the owner that was asked for before the id was used again', async () => {
    const first = await ready(world, 'ann');
    await world.remove();
    await cleanUp(world);
    await world.eraseOwner('ann');
    const erasure = world.cleaning.splice(0);
    await ready(world, 'ann', Date.now() + 1000);
    await world.remove();
    await cleanUp(world);
    world.cleaning.push(...erasure);
    await cleanUp(world);
    expect(world.bucket.left(first)).toEqual([]);
  });

  it('is of the last owner alone', async () => {
    await ready(world, 'ann');
    await world.remove();
    await cleanUp(world);
    await world.eraseOwner('ben');
    const erasure = world.cleaning.splice(0);
    const bens = await ready(world, 'ben', Date.now() + 1000);
    await world.remove();
    await cleanUp(world);
    world.cleaning.push(...erasure);
    await finish(world);
    expect(world.bucket.left(bens)).not.toEqual([]);
  });

  it('goes with an erasure of the id, whichever of the two was there first', async () => {
    await ready(world, 'ann');
    await world.remove();
    await world.erase();
    world.cleaner.now = () => Date.now() + 1000;
    await finish(world);
    expect(remembered(world)).toEqual([]);
  });
});

describe('all of an owner', () => {
  it('is told as erased, with its owner, one after the deletion that came before', async () => {
    await ready(world, 'ann');
    await world.remove();
    await cleanUp(world);
    await world.eraseOwner('ann');
    await finish(world);
    const [deleted, erased, ...others] = world.events.slice(-2);
    expect(deleted!.type).toBe('image.deleted');
    expect(erased).toMatchObject({ type: 'image.erased', owner: 'ann', version: deleted!.version + 1 });
    expect(others).toEqual([]);
    expect(world.events.filter(({ type }) => type === 'image.erased')).toHaveLength(1);
  });

  it('asks for no erasure of a record that lives again when its deletion is told once more', async () => {
    await ready(world, 'ann');
    const backup = world.table.items.get(RECORD_ID)!;
    await world.remove();
    const vanished = world.cleaning.slice();
    await world.eraseOwner('ann');
    await finish(world);
    world.cleaner.now = Date.now;
    world.table.restore(RECORD_ID, backup);
    world.cleaning.splice(0, Number.POSITIVE_INFINITY, ...vanished);
    await cleanUp(world);
    expect(remembered(world).filter((id) => id.startsWith('erase#'))).toEqual([NOTE_OF_ANN]);
  });
});
