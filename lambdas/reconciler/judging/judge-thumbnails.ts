import { parseObjectKey } from '../../shared/objects/object-key.ts';
import { imageKeyOf } from '../../shared/objects/thumbnail.ts';
import { isSameRecord } from '../../shared/same-record.ts';
import type { KnownRecord } from '../reading/known-records.ts';
import type { ListedObject } from '../reading/listed-objects.ts';
import type { Finding } from './finding.ts';

/**
 * The thumbnails of one id that are of no image which its record has.
 * @param before - what has happened since, epoch ms, may be on its way yet
 */
export function judgeThumbnails(
  id: string,
  objects: readonly ListedObject[],
  known: KnownRecord | undefined,
  before: number,
): Finding[] {
  return objects.flatMap(({ key, visible }): Finding[] => {
    if (!visible || visible.storedAt >= before) return [];
    const finding = { code: 'ThumbnailOrphaned' as const, id, key, versionId: visible.versionId };
    const imageKey = imageKeyOf(key);
    if (!known || !isSameRecord(known.item, parseObjectKey(imageKey)!.incarnation)) {
      return [{ ...finding, undated: true }];
    }
    const { record } = known;
    if (!record || record.updatedAt >= before || imageKey === record.objectKeys?.[0]) return [];
    return [finding];
  });
}
