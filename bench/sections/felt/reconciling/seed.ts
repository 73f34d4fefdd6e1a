import { randomUUID } from 'node:crypto';
import type { Item } from '../../../../lambdas/shared/attribute-values.ts';
import { newIncarnation, newObjectKey } from '../../../../lambdas/shared/objects/object-key.ts';
import { thumbnailKey } from '../../../../lambdas/shared/objects/thumbnail.ts';
import type { DataFolder } from '../../../../local/data/data-folder.ts';
import { callJson, embeddedEngine } from '../../../../local/dynamodb/engine.ts';
import { keptTables } from '../../../../local/dynamodb/kept-tables.ts';
import type { LocalRun } from '../../../../local/options.ts';
import { openObjects } from '../../../../local/s3/store/kept-objects.ts';
import { createBucketStore, createTicker } from '../../../../local/s3/store/store.ts';
import { cloneOf } from '../../../../tools/reconcile/clone.ts';

/** Items that DynamoDB writes at once. */
const MOST_ITEMS = 25;

/**
 * Puts records with an image and a thumbnail each into the data of a run that has stopped: the stores of the local run take
 * them without a request, and tell nobody.
 * @param item - of a record of that run, of which they are clones
 * @returns their ids
 */
export async function seed(
  data: DataFolder,
  { names, deployment }: Pick<LocalRun, 'names' | 'deployment'>,
  { item, count, feedShards }: { item: Item; count: number; feedShards: number },
): Promise<string[]> {
  const [name] = Object.values(names.buckets) as [string];
  const items = cloneObjects(data, name, { item, count, feedShards });
  const [table] = Object.values(names.tables) as [string];
  const engine = embeddedEngine(await keptTables(data, deployment));
  try {
    for (let at = 0; at < count; at += MOST_ITEMS) {
      const requests = items.slice(at, at + MOST_ITEMS).map((Item) => ({ PutRequest: { Item } }));
      await callJson(engine, 'BatchWriteItem', { RequestItems: { [table]: requests } });
    }
  } finally {
    await engine.close();
  }
  return items.map(({ id }) => id!.S!);
}

/** @returns the items of the records that the objects are of */
function cloneObjects(
  data: DataFolder,
  name: string,
  { item, count, feedShards }: { item: Item; count: number; feedShards: number },
): Item[] {
  const kept = openObjects(data);
  const config = { name, versioned: true, cors: [], notifications: [] };
  const bucket = createBucketStore(config, createTicker(kept.order), kept);
  const key = item.objectKeys!.L![0]!.S!;
  const [image, thumbnail] = [bucket.find(key)!, bucket.find(thumbnailKey(key))!];
  return data.together(() =>
    Array.from({ length: count }, () => {
      const record = { id: randomUUID(), incarnation: newIncarnation() };
      const own = newObjectKey(record, 'photo.jpg');
      const { version } = bucket.copy(own, image);
      bucket.copy(thumbnailKey(own), thumbnail);
      return cloneOf(item, { ...record, key: own, versionId: version.versionId }, feedShards);
    }),
  );
}
