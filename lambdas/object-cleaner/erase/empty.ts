import type { EraseIncarnation } from '../../shared/following/erase-request.ts';
import { IMAGE_PREFIX, parseObjectKey } from '../../shared/objects/object-key.ts';
import { imageKeyOf, THUMBNAIL_PREFIX, thumbnailKey } from '../../shared/objects/thumbnail.ts';
import type { CleanerServices } from '../services.ts';

/** Times that it is looked again for what came meanwhile. */
const MAX_ROUNDS = 10;

/** Keys that begin so, if they belong to the incarnation. */
interface Place {
  prefix: string;
  belongs(key: string): boolean;
}

/**
 * Deletes all versions of an incarnation's objects and thumbnails for good, and their delete markers, but for keys that a living
 * record names: an operator has restored it, or it is a successor.
 * @returns how many were deleted
 */
export async function empty(
  request: Pick<EraseIncarnation, 'recordId' | 'incarnation' | 'objectKeys'>,
  { records, objects }: Pick<CleanerServices, 'records' | 'objects'>,
): Promise<number> {
  let deleted = 0;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const before = deleted;
    for (const { prefix, belongs } of placesOf(request)) {
      for await (const versions of objects.versions(prefix)) {
        const own = versions.filter(({ Key }) => belongs(Key));
        if (own.length === 0) continue;
        const named = await records.namedKeys(request.recordId);
        const doomed = own.filter(({ Key }) => !named.has(Key));
        await objects.deleteVersions(doomed);
        deleted += doomed.length;
      }
    }
    if (deleted === before) return deleted;
  }
  throw new Error('Objects come faster than they can be erased');
}

function placesOf({
  recordId,
  incarnation,
  objectKeys,
}: Pick<EraseIncarnation, 'recordId' | 'incarnation' | 'objectKeys'>): Place[] {
  const belongs = (key: string) => incarnationOf(key, recordId)?.incarnation === incarnation;
  const within = `${recordId}/${incarnation ?? ''}`;
  const ofOtherReleases = objectKeys.filter((key) => parseObjectKey(key)?.id === recordId && !belongs(key));
  return [
    ...[IMAGE_PREFIX, THUMBNAIL_PREFIX].map((folder) => ({
      prefix: folder + within,
      belongs: (key: string) => incarnationOf(key, recordId) !== undefined && belongs(key),
    })),
    ...ofOtherReleases
      .flatMap((key) => [key, thumbnailKey(key)])
      .map((wanted) => ({ prefix: wanted, belongs: (key: string) => key === wanted })),
  ];
}

/** Which incarnation of a record the key of an image or a thumbnail is of; undefined for keys that are none of this record's. */
export function incarnationOf(
  key: string,
  recordId: string,
): { incarnation: string | undefined } | undefined {
  const parsed = parseObjectKey(imageKeyOf(key));
  return parsed?.id === recordId ? { incarnation: parsed.incarnation } : undefined;
}
