import { beforeEach, expect, it } from 'vitest';
import { Invalidations } from '../../../lambdas/object-cleaner/invalidating/invalidations.ts';
import { bmp } from '../support/uploads.ts';
import { RECORD_ID, World } from '../support/world.ts';

const LATER = Date.now() + 10 * 86_400_000;

let world: World;
/** What CloudFront takes; it is busy with what it does not. */
let takes: boolean;
let asked: { path: string; reference: string }[];

/** A record that was erased, with its message for the cleaner. */
async function erased(): Promise<string> {
  world.createRecord();
  await world.receive(world.put(world.newKey(), bmp(10, 20)));
  await world.erase();
  const messages = world.cleaning.splice(0);
  return messages.find((message) => /"eraseId":"erase#[^#]+#/.test(message))!;
}

beforeEach(() => {
  world = new World(undefined, [], true);
  takes = true;
  asked = [];
  world.cleaner.invalidations = new Invalidations(
    world.clients.dynamodb,
    'records',
    async (path, reference) => {
      asked.push({ path, reference });
      return takes;
    },
  );
});

it('an erasure has caches forget the record’s images, once, however often its message comes', async () => {
  const message = await erased();
  await world.clean(message);
  await world.clean(message);
  world.cleaner.now = () => LATER;
  await world.clean(message);
  expect(asked).toEqual([{ path: `/i/${RECORD_ID}/*`, reference: expect.stringContaining(RECORD_ID) }]);
});

it('a deletion has not', async () => {
  world.createRecord();
  await world.receive(world.put(world.newKey(), bmp(10, 20)));
  await world.remove();
  for (const message of world.cleaning.splice(0)) await world.clean(message);
  expect(asked).toEqual([]);
});

it('where CloudFront is busy, it is asked again a minute later, and the erasure is not done before', async () => {
  const message = await erased();
  takes = false;
  world.cleaner.now = () => LATER;
  expect(await world.clean(message)).toBe(60);
  takes = true;
  expect(await world.clean(message)).toBeUndefined();
  expect(new Set(asked.map(({ reference }) => reference)).size).toBe(1);
  expect(asked).toHaveLength(2);
});

it('a thousand a month are asked for, and the erasure goes on without more', async () => {
  const message = await erased();
  const month = new Date(world.cleaner.now()).toISOString().slice(0, 7);
  world.table.items.set(`invalidations#${month}`, {
    id: { S: `invalidations#${month}` },
    asked: { N: '1000' },
  });
  await world.clean(message);
  expect(asked).toEqual([]);
  expect(world.bucket.left('')).toEqual([]);
  world.cleaner.now = () => LATER + 30 * 86_400_000;
  expect(await world.clean(message)).toBeUndefined();
  expect(asked).toHaveLength(1);
});

it('a crash asks again by the same reference, which CloudFront does once', async () => {
  const message = await erased();
  for (let calls = 0; calls < 30; calls++) {
    world.failNext([...Array(calls).fill('none'), 'before']);
    await world.clean(message).catch(() => {});
  }
  world.failNext([]);
  await world.clean(message);
  expect(asked.length).toBeGreaterThan(1);
  expect(new Set(asked.map(({ reference }) => reference)).size).toBe(1);
});
