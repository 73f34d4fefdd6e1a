import { CopyObjectCommand, DeleteObjectCommand } from '@aws-sdk/client-s3';
import { scalarMap } from '../../../lambdas/shared/attribute-values.ts';
import { newObjectKey, uploadIdOf } from '../../../lambdas/shared/objects/object-key.ts';
import { thumbnailKey } from '../../../lambdas/shared/objects/thumbnail.ts';
import { BUCKET, bmp } from '../support/uploads.ts';
import { RECORD_ID, type World } from '../support/world.ts';

const OTHER = '00000000-0000-4000-8000-000000000000';

/** What an operator, or a lost message, does to a record with an image, and to what lies beside it. */
export type Mishap = keyof typeof MISHAPS;

const copy = (world: World, from: string, Key: string) =>
  world.bucket.client.send(
    new CopyObjectCommand({
      Bucket: BUCKET,
      Key,
      CopySource: `${BUCKET}/${from}?versionId=${world.bucket.find(from)!.id}`,
    }),
  );
const remove = (world: World, Key: string, VersionId?: string) =>
  world.bucket.client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key, VersionId }));
const item = (world: World) => world.table.items.get(RECORD_ID)!;

export const MISHAPS = {
  async 'an event was lost'(world: World) {
    const { image: _, imageEvent: __, objectKeys: ___, contentVersion: ____, ...rest } = item(world);
    world.table.items.set(RECORD_ID, { ...rest, used: { M: {} } });
  },
  async 'the bucket was restored'(world: World) {
    const key = world.currentKey()!;
    const { id } = world.bucket.find(key)!;
    await copy(world, key, key);
    await remove(world, key, id);
  },
  async 'a replaced image came back'(world: World) {
    const replaced = world.newKey();
    world.bucket.put(replaced, bmp(1, 2));
    item(world).used!.M![uploadIdOf(replaced)] = scalarMap({ event: '1#0', until: 1, versionId: 'x' });
  },
  async 'a replaced image was never put aside'(world: World) {
    const replaced = world.newKey();
    world.bucket.put(replaced, bmp(1, 2));
    item(world).objectKeys!.L!.push({ S: replaced });
  },
  'an image was covered': (world: World) => copy(world, world.currentKey()!, world.currentKey()!),
  'an image was hidden': (world: World) => remove(world, world.currentKey()!),
  async 'an image was deleted'(world: World) {
    const key = world.currentKey()!;
    await remove(world, key, world.bucket.find(key)!.id);
  },
  async 'index attributes were spoiled'(world: World) {
    item(world).sortKey = { S: '0' };
  },
  async 'a replacement was lost'(world: World) {
    world.bucket.put(world.newKey(), bmp(3, 4));
  },
  async 'a record was lost'(world: World) {
    const key = newObjectKey({ id: OTHER, incarnation: 'aaaaaaaaaa' }, 'a.bmp');
    world.bucket.put(key, bmp(5, 6));
    world.bucket.put(thumbnailKey(key), bmp(5, 6));
  },
  async 'a thumbnail of another lies there'(world: World) {
    world.bucket.put(thumbnailKey(world.newKey()), bmp(5, 6));
  },
};

export const MISHAP_NAMES = Object.keys(MISHAPS) as Mishap[];
