import type { Upload } from './events.ts';
import type { InspectedRecords } from './records/inspected-records.ts';
import { type RecordState, versionOf } from './records/record-state.ts';
import type { UploadedObjects } from './uploaded-objects.ts';

const MAX_ROUNDS = 20;

/**
 * Leaves the accepted image as the only one: puts the replaced ones aside, deletes their thumbnails and forgets their keys.
 * The write that forgets them fails when the record has changed since it was looked at; then it starts over with what the
 * record says by now. A replaced key never returns, since its ticket was used. Safe to repeat at any time.
 * @param upload - of the record
 * @param state - of the record as last seen
 * @throws Error when the record never stands still, so that the message is retried
 */
export async function settle(
  upload: Upload,
  state: RecordState,
  { objects, records, now }: { objects: UploadedObjects; records: InspectedRecords; now: () => number },
): Promise<void> {
  let seen = state;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const [current, ...replaced] = seen.objectKeys;
    if (replaced.length === 0) return;
    for (const key of new Set(replaced)) {
      if (key === current) continue;
      await objects.retire({ key, versionId: versionOf(seen, key) });
      await objects.deleteThumbnails(key, seen.imageEvent ?? '');
    }
    const result = await records.forgetReplaced(upload, seen, now());
    if (!('state' in result) || result.outcome === 'done') return;
    seen = result.state;
  }
  throw new Error('The record changes faster than it can be cleaned up');
}
