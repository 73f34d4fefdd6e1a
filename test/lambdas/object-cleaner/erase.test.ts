import { beforeEach, describe, expect, it } from 'vitest';
import {
  type EraseRequest,
  eraseIdOf,
  fromEraseItem,
  ownerDigest,
  toEraseItem,
} from '../../../lambdas/shared/following/erase-request.ts';
import { newObjectKey } from '../../../lambdas/shared/objects/object-key.ts';
import { thumbnailKey } from '../../../lambdas/shared/objects/thumbnail.ts';
import { bmp } from '../support/uploads.ts';
import { RECORD_ID, World } from '../support/world.ts';

const LATER = Date.now() + 10 * 86_400_000;

let world: World;
beforeEach(() => {
  world = new World();
});

/** A record with an image and its thumbnail. */
async function ready(owner?: string): Promise<string> {
  const item = world.createRecord();
  if (owner) world.table.items.set(RECORD_ID, { ...item, userId: { S: owner } });
  const key = world.newKey();
  await world.receive(world.put(key, bmp(10, 20)));
  world.bucket.put(thumbnailKey(key), Buffer.from('thumbnail'));
  return key;
}

/** Handles what there is, and what follows from it. */
async function cleanUp(): Promise<string[]> {
  const waiting: string[] = [];
  for (let message = world.cleaning.shift(); message; message = world.cleaning.shift())
    if (await world.clean(message)) waiting.push(message);
  return waiting;
}

const requests = () => [...world.table.items.values()].filter(({ erase }) => erase).map(({ id }) => id!.S!);

describe('an erasure', () => {
  it('leaves nothing of the incarnation, looks again in the end, and then its request goes', async () => {
    await ready();
    await world.erase();
    expect(world.table.items.get(RECORD_ID)).toBeUndefined();
    const waiting = await cleanUp();
    expect(world.bucket.left('')).toEqual([]);
    expect(requests()).toHaveLength(2);
    const late = newObjectKey({ id: RECORD_ID, incarnation: requests()[0]!.split('#')[2] }, 'a.bmp');
    world.bucket.put(late, bmp(1, 1));
    world.cleaner.now = () => LATER;
    for (const message of waiting) await world.clean(message);
    expect(world.bucket.left('')).toEqual([]);
    expect(requests()).toEqual([]);
  });

  it('never touches a successor, nor what a living record names', async () => {
    await ready();
    await world.remove();
    const successor = await ready();
    await world.erase();
    const third = await ready();
    await cleanUp();
    expect(world.bucket.left('')).not.toContain(successor);
    expect(world.bucket.left('')).toContain(third);
    const backup = world.table.items.get(RECORD_ID)!;
    await world.erase();
    world.table.restore(RECORD_ID, backup);
    await cleanUp();
    expect(Object.keys(world.bucket.visible())).toEqual([third, thumbnailKey(third)]);
  });

  it('of a record of release 0.1.0 leaves those that have its id by now', async () => {
    const item = world.createRecord();
    const { incarnation: _, ...old } = item;
    world.table.items.set(RECORD_ID, old);
    const key = await ready0();
    await world.erase();
    const successor = await ready();
    await cleanUp();
    expect(world.bucket.left('')).not.toContain(key);
    expect(world.bucket.left('')).toEqual([successor, thumbnailKey(successor)]);
  });

  async function ready0(): Promise<string> {
    const key = world.newKey();
    await world.receive(world.put(key, bmp(10, 20)));
    return key;
  }

  it('of a deleted id takes all that had it; for an owner, only what this owner had', async () => {
    await ready('ann');
    await world.remove();
    await cleanUp();
    await world.erase('ben');
    expect(await cleanUp()).toHaveLength(1);
    expect(world.bucket.left('')).toHaveLength(2);
    await world.erase('ann');
    await cleanUp();
    expect(world.bucket.left('')).toEqual([]);
  });

  it('of an owner takes what lives and what was deleted, and forgets the owner in the end', async () => {
    await ready('ann');
    await world.remove();
    await cleanUp();
    await ready('ann');
    await world.eraseOwner('ann');
    const waiting = await cleanUp();
    expect(world.bucket.left('')).toEqual([]);
    world.cleaner.now = () => LATER;
    for (const message of waiting) await world.clean(message);
    await cleanUp();
    expect(requests()).toEqual([eraseIdOf({ kind: 'owner', ownerDigest: ownerDigest('ann') })]);
    expect(JSON.stringify([...world.table.items.values()])).not.toContain('ann');
  });

  it('waits as a message that is sent anew, a quarter of an hour at most, and only the last one asked for does', async () => {
    await ready();
    await world.erase();
    const [first] = world.cleaning.filter((body) => body.includes('#'));
    expect(await world.clean(first!)).toBe(900);
    const [id] = requests();
    const item = world.table.items.get(id!)!;
    const soon = { ...item, until: { N: String(Math.ceil(Date.now() / 1000) + 60) } };
    world.table.items.set(id!, soon);
    expect(await world.clean(first!)).toBeLessThan(65);
    world.table.items.set(id!, { ...soon, requestedAt: { N: '1' } });
    expect(await world.clean(first!)).toBeUndefined();
    expect(world.table.items.has(id!)).toBe(true);
  });
});

describe('an erase request', () => {
  const asked = { requestedAt: 1, until: 2 };
  const incarnation = {
    kind: 'incarnation' as const,
    recordId: 'r',
    lastVersion: 3,
    objectKeys: ['k'],
    ...asked,
  };
  const requests: EraseRequest[] = [
    { ...incarnation, incarnation: 'i', owner: 'o' },
    incarnation,
    { kind: 'id', recordId: 'r', ownerDigest: 'd', ...asked },
    { kind: 'id', recordId: 'r', ...asked },
    { kind: 'owner', ownerDigest: 'd', owner: 'o', ...asked },
    { kind: 'owner', ownerDigest: 'd', ...asked },
  ];
  it.each(requests.map((request) => [request] as const))(
    'comes out of the table as it went in, and is no record: %j',
    (request) => {
      const item = toEraseItem(request);
      expect(fromEraseItem(item)).toEqual(request);
      for (const name of ['version', 'userId', 'feed', 'sortKey', 'expiresAt'])
        expect(item).not.toHaveProperty(name);
    },
  );
});
