import { attributesBytes } from '../../../contract/fields.ts';
import type { CreateBody } from '../../../contract/requests.ts';
import { feedOf } from '../../shared/index-keys.ts';
import { newIncarnation } from '../../shared/objects/object-key.ts';
import { type ImageRecord, sortKeyOf } from '../../shared/record.ts';
import type { Settings } from '../settings.ts';
import { expiryOf, type Lifetimes } from './lifetime.ts';

/** A record as it begins: without an image, at its first revision, and no other that has its id before or after. */
export function newRecord(
  settings: Lifetimes & Pick<Settings, 'feedShards'>,
  id: string,
  { filename, title, userId, imageId, tags, attributes = {} }: CreateBody,
  now: number,
  incarnation: string = newIncarnation(),
): ImageRecord {
  return {
    id,
    incarnation,
    filename,
    createdAt: now,
    updatedAt: now,
    version: 1,
    feed: feedOf(id, settings.feedShards),
    sortKey: sortKeyOf(now, id),
    tags: new Set(tags),
    attributes,
    attributesBytes: attributesBytes(attributes),
    ttl: expiryOf(settings, now),
    ...(title !== undefined && { title }),
    ...(userId !== undefined && { userId }),
    ...(imageId !== undefined && { imageId }),
  };
}
