import { thumbnailKey } from '../../../lambdas/shared/objects/thumbnail.ts';
import { bmp } from '../support/uploads.ts';
import type { World } from '../support/world.ts';

/** Makes a record with an image and its thumbnail. @returns the image's key */
export async function ready(world: World, owner?: string, createdAt?: number): Promise<string> {
  world.createRecord(owner, createdAt);
  const key = world.newKey();
  await world.receive(world.put(key, bmp(10, 20)));
  world.bucket.put(thumbnailKey(key), Buffer.from('thumbnail'));
  return key;
}

/** Handles the messages that there are, and what follows from them. @returns those that are to come again */
export async function cleanUp(world: World): Promise<string[]> {
  const waiting: string[] = [];
  for (let message = world.cleaning.shift(); message; message = world.cleaning.shift())
    if ((await world.clean(message)) !== undefined) waiting.push(message);
  return waiting;
}

/** The same, and lets the time of all erasures come. */
export async function finish(world: World, waiting: string[] = []): Promise<void> {
  for (let days = 10; world.cleaning.length + waiting.length > 0; days += 10) {
    waiting.push(...(await cleanUp(world)));
    world.cleaner.now = () => Date.now() + days * 86_400_000;
    world.cleaning.push(...waiting.splice(0));
  }
}

/** Ids of the items that are no records. */
export const remembered = (world: World): string[] =>
  [...world.table.items].flatMap(([id, { version }]) => (version ? [] : [id]));
