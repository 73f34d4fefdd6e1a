import type { EraseIncarnation } from '../../shared/following/erase-request.ts';
import { IMAGE_PREFIX, parseObjectKey } from '../../shared/objects/object-key.ts';
import { imageKeyOf, THUMBNAIL_PREFIX } from '../../shared/objects/thumbnail.ts';
import type { ImageRecord } from '../../shared/record.ts';
import type { CleanerServices } from '../services.ts';
import { keysNamedBy } from '../vanished-records.ts';

/** Times that it is looked again for what came meanwhile. */
const MAX_ROUNDS = 10;

/**
 * Deletes all versions of an incarnation's objects and thumbnails for good, and their delete markers, but for keys that a living
 * record names: an operator has restored it, or it is a successor.
 * @returns how many were deleted
 */
export async function empty(
  request: Pick<EraseIncarnation, 'recordId' | 'incarnation' | 'objectKeys'>,
  { records, objects }: Pick<CleanerServices, 'records' | 'objects'>,
): Promise<number> {
  const { recordId } = request;
  let deleted = 0;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const before = deleted;
    for (const folder of [IMAGE_PREFIX, THUMBNAIL_PREFIX]) {
      for await (const versions of objects.versions(`${folder}${recordId}/`)) {
        const candidates = versions.filter(({ Key }) => isOf(Key, request, undefined));
        if (candidates.length === 0) continue;
        // Afterwards: what is made meanwhile is spared.
        const living = await records.living(recordId);
        const named = keysNamedBy(living);
        const doomed = candidates.filter(({ Key }) => !named.has(Key) && isOf(Key, request, living));
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
  return own.incarnation === undefined && (!living || objectKeys.includes(imageKeyOf(key)));
}

/** Which incarnation of a record the key of an image or a thumbnail is of; undefined for keys that are none of this record's. */
export function incarnationOf(
  key: string,
  recordId: string,
): { incarnation: string | undefined } | undefined {
  const parsed = parseObjectKey(imageKeyOf(key));
  return parsed?.id === recordId ? { incarnation: parsed.incarnation } : undefined;
}
