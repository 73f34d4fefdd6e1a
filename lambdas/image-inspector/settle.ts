import type { InspectedRecords } from './inspected-records.ts';
import type { UploadedObjects } from './uploaded-objects.ts';

const MAX_ROUNDS = 20;

/**
 * Leaves the accepted image as the only one that is visible: hides the replaced objects, deletes their thumbnails and
 * forgets their keys, then removes from the accepted one the delete marker that a late clean-up of the same ticket may
 * have put on it. Between looking and acting stands a write that fails when the record has changed; then it starts over
 * with what the record says by now. So a marker that is removed is never one that was put there for a reason. Safe to
 * repeat at any time.
 * @param state of the record as last seen
 * @param touched a key under which an upload was deleted, too late or refused: what else is there may be shown, or
 *   hidden, wrongly now
 * @throws Error when the record never stands still, so that the message is retried
 */
export async function settle(
  id: string,
  state: { objectKeys: string[]; imageEvent: string | undefined },
  services: { objects: UploadedObjects; records: InspectedRecords },
  touched?: string,
): Promise<void> {
  const { objects, records } = services;
  let { objectKeys: seen, imageEvent = '' } = state;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const [current, ...replaced] = seen;
    if (current === undefined) return;
    if (touched !== undefined && touched !== current && (await objects.isVisible(touched))) {
      await objects.hide(touched);
    }
    for (const key of new Set(replaced)) {
      if (key === current) continue;
      await objects.hide(key);
      await objects.deleteThumbnails(key, imageEvent);
    }
    if (replaced.length > 0 || touched !== undefined) {
      const result = await records.forgetReplaced(id, seen);
      if (result.outcome === 'missing') return;
      ({ objectKeys: seen, imageEvent = '' } = result.state);
      if (result.outcome === 'passed') continue;
    }
    const marker = await objects.markerOn(current);
    if (marker === undefined) return;
    const result = await records.confirm(id, seen);
    if (result.outcome === 'missing') return;
    ({ objectKeys: seen, imageEvent = '' } = result.state);
    if (result.outcome === 'done') await objects.removeMarker(current, marker);
  }
  throw new Error('The record changes faster than it can be cleaned up');
}
