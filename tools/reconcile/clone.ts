import type { Item } from '../../lambdas/shared/attribute-values.ts';
import { feedOf } from '../../lambdas/shared/index-keys.ts';
import { uploadIdOf } from '../../lambdas/shared/objects/object-key.ts';
import { thumbnailKey } from '../../lambdas/shared/objects/thumbnail.ts';
import { sortKeyOf } from '../../lambdas/shared/record.ts';

/** The names that a record does not share with another one. */
export interface Names {
  id: string;
  incarnation: string;
  /** Of its image, and of the version that was accepted. */
  key: string;
  versionId: string;
}

/**
 * The item of a record that is like another one but for its names, as from a backup.
 * @param item - with an image and a thumbnail, of one upload
 */
export function cloneOf(item: Item, { id, incarnation, key, versionId }: Names, feedShards: number): Item {
  const { createdAt, image, thumbnail, used } = item;
  const [ticket] = Object.values(used!.M!);
  return {
    ...item,
    id: { S: id },
    incarnation: { S: incarnation },
    sortKey: { S: sortKeyOf(Number(createdAt!.N), id) },
    feed: { S: feedOf(id, feedShards) },
    objectKeys: { L: [{ S: key }] },
    image: { M: { ...image!.M, versionId: { S: versionId } } },
    thumbnail: { M: { ...thumbnail!.M, key: { S: thumbnailKey(key) } } },
    used: { M: { [uploadIdOf(key)]: { M: { ...ticket!.M, versionId: { S: versionId } } } } },
  };
}
