import { parseRenditionFolder, RENDITION_PREFIX } from '../../shared/delivery/rendition.ts';
import type { EraseIncarnation } from '../../shared/following/erase-request.ts';
import { IMAGE_PREFIX, incarnationIn, parseObjectKey, uploadIdOf } from '../../shared/objects/object-key.ts';
import { imageKeyOf, THUMBNAIL_PREFIX } from '../../shared/objects/thumbnail.ts';
import type { ImageRecord } from '../../shared/record.ts';
import { folderOf } from '../renditions.ts';
import type { CleanerServices } from '../services.ts';
import { keysNamedBy } from '../vanished-records.ts';

/** Where a stage has objects of records. Renditions only where it delivers images. */
export const prefixesOf = ({ invalidations }: Pick<CleanerServices, 'invalidations'>): string[] => [
  IMAGE_PREFIX,
  THUMBNAIL_PREFIX,
  ...(invalidations ? [RENDITION_PREFIX] : []),
];

/** Times that it is looked again for what came meanwhile. */
const MAX_ROUNDS = 10;

/**
 * Deletes all versions of an incarnation's objects, thumbnails and renditions for good, and their delete markers, but for keys that a living
 * record names: an operator has restored it, or it is a successor.
 * @returns how many were deleted
 */
export async function empty(
  request: Pick<EraseIncarnation, 'recordId' | 'incarnation' | 'objectKeys'>,
  services: Pick<CleanerServices, 'records' | 'objects' | 'invalidations'>,
): Promise<number> {
  const { records, objects } = services;
  const { recordId } = request;
  let deleted = 0;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const before = deleted;
    for (const folder of prefixesOf(services)) {
      for await (const versions of objects.versions(`${folder}${recordId}/`)) {
        const candidates = versions.filter(({ Key }) => isOf(Key, request, undefined));
        if (candidates.length === 0) continue;
        // Afterwards: what is made meanwhile is spared.
        const living = await records.living(recordId);
        const named = keysNamedBy(living);
        const rendered = folderOf(living) ?? 'none';
        const doomed = candidates.filter(
          ({ Key }) => !named.has(Key) && !Key.startsWith(rendered) && isOf(Key, request, living),
        );
        await objects.deleteVersions(doomed);
        deleted += doomed.length;
      }
    }
    if (deleted === before) return deleted;
  }
  throw new Error('Objects come faster than they can be erased');
}

/**
 * Whether a key belongs to an incarnation. A ticket of release 0.1.0 tells none, and may have been of a record of this one while
 * releases changed: unless it was named, nobody knows whose it was as long as a record lives.
 */
function isOf(
  key: string,
  { recordId, incarnation, objectKeys }: Pick<EraseIncarnation, 'recordId' | 'incarnation' | 'objectKeys'>,
  living: ImageRecord | undefined,
): boolean {
  const own = incarnationOf(key, recordId);
  if (!own) return false;
  if (own.incarnation === incarnation) return true;
  return own.incarnation === undefined && (!living || objectKeys.some((named) => isObjectOf(named, key)));
}

/** Whether a key is an image's own, or of its thumbnail or renditions. */
function isObjectOf(imageKey: string, key: string): boolean {
  const rendition = parseRenditionFolder(key);
  return rendition ? uploadIdOf(imageKey).startsWith(rendition.random) : imageKeyOf(key) === imageKey;
}

/** Which incarnation of a record the key of an image, a thumbnail or a rendition is of; undefined for keys that are none of this record's. */
export function incarnationOf(
  key: string,
  recordId: string,
): { incarnation: string | undefined } | undefined {
  const rendition = parseRenditionFolder(key);
  if (rendition)
    return rendition.id === recordId ? { incarnation: incarnationIn(rendition.random) } : undefined;
  const parsed = parseObjectKey(imageKeyOf(key));
  return parsed?.id === recordId ? { incarnation: parsed.incarnation } : undefined;
}
