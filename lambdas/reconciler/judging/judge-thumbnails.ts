import { imageKeyOf } from '../../shared/objects/thumbnail.ts';
import type { KnownRecord } from '../reading/known-records.ts';
import type { ListedObject } from '../reading/listing.ts';
import { mayBelong, wholeRecord } from './belongs.ts';
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
    if (!mayBelong(known, imageKey)) {
      return [{ ...finding, undated: true }];
    }
    const record = wholeRecord(known);
    if (!record || record.updatedAt >= before || imageKey === record.objectKeys?.[0]) return [];
    return [finding];
  });
}
