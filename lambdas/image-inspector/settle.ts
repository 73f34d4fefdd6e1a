import type { ObjectStore } from './objects.ts';
import type { RecordStore } from './records.ts';

const MAX_ROUNDS = 10;

/**
 * Cleans up after a replacement: hides the replaced objects, forgets their keys, and makes sure that the accepted
 * one is visible, which a late clean-up of the same ticket may have hidden. Starts again when the record has
 * changed meanwhile; safe to repeat at any time.
 * @param objectKeys as last seen on the record
 * @throws Error when the record never stands still, so that the message comes again
 */
export async function settle(
  id: string,
  objectKeys: string[],
  { objects, records }: { objects: ObjectStore; records: RecordStore },
): Promise<void> {
  let seen = objectKeys;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const [current, ...replaced] = seen;
    if (current === undefined) return;
    for (const key of new Set(replaced)) {
      if (key !== current) await objects.hide(key);
    }
    if (seen.length > 1) {
      const result = await records.forgetReplaced(id, seen);
      if (result.outcome === 'missing') return objects.hide(current);
      seen = result.state.objectKeys;
      if (result.outcome === 'passed') continue;
    }
    if (!(await objects.unhide(current))) return;
    const result = await records.confirm(id, seen);
    if (result.outcome === 'done') return;
    if (result.outcome === 'missing' || result.state.objectKeys[0] !== current) await objects.hide(current);
    if (result.outcome === 'missing') return;
    seen = result.state.objectKeys;
  }
  throw new Error('The record changes faster than it can be cleaned up');
}
