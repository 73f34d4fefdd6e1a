import type { Metadata } from '../../contract/requests.ts';
import { currentRejection, type ImageRecord, statusOf } from './record.ts';
import { shownTags } from './stored-tags.ts';

/** A record as clients see it: nothing of keys, hashes, events and counters. */
export function toMetadata(record: ImageRecord): Metadata {
  const { image, tags, attributes } = record;
  const status = statusOf(record);
  const rejection = currentRejection(record);
  const { thumbnail } = record;
  const { versionId: _, ...shown } = image ?? {};
  return {
    id: record.id,
    filename: record.filename,
    createdAt: record.createdAt,
    updatedAt: record.updatedAt,
    isUploaded: status === 'ready',
    status,
    version: record.version,
    ...(record.title !== undefined && { title: record.title }),
    ...(record.userId !== undefined && { userId: record.userId }),
    ...(record.imageId !== undefined && { imageId: record.imageId }),
    ...(tags.size > 0 && { tags: shownTags(tags) }),
    ...(Object.keys(attributes).length > 0 && { attributes }),
    ...shown,
    ...(record.contentVersion !== undefined && { contentVersion: record.contentVersion }),
    ...(thumbnail &&
      ('error' in thumbnail ? { thumbnailError: thumbnail.error } : { thumbhash: thumbnail.thumbhash })),
    ...(rejection && { rejection }),
  };
}
