import { editConflict, recordNotFound } from './errors.ts';
import type { StoredRecord } from './item.ts';
import type { Services } from './services.ts';
import { requireVersion } from './update-record.ts';

/** Times that a record is read anew when others keep changing it. */
const MAX_ATTEMPTS = 10;

/**
 * Deletes the objects first, then the record: a crash in between leaves a record that can be deleted again. An upload
 * that is accepted meanwhile changes the revision, and its object goes too; so does a thumbnail that is told meanwhile.
 * `If-Match` is settled before any object goes, by a revision of its own: an edit that comes between is either ahead of
 * it, and nothing is deleted, or goes with the record. No record is left without its image.
 */
export async function deleteRecord(
  services: Services,
  id: string,
  versions: number[] | undefined,
): Promise<void> {
  let current = await services.store.get(id);
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    // Gone on the first look is 404; gone meanwhile is what was asked for.
    if (!current && attempt === 0) throw recordNotFound();
    if (!current) return;
    if (attempt === 0 && versions !== undefined) {
      current = await claim(services, current, versions);
      if (!current) return;
    }
    await services.urls.delete(current.objectKeys ?? []);
    const outcome = await services.store.delete(current);
    if (!('refused' in outcome)) return;
    current = outcome.current;
  }
  throw editConflict();
}

/** Makes the precondition true once and for all; undefined when the record is gone. */
async function claim(
  { store }: Services,
  current: StoredRecord,
  versions: number[],
): Promise<StoredRecord | undefined> {
  requireVersion(current, versions);
  const options = { edit: {}, now: Date.now(), count: false, revise: true, versions };
  const outcome = await store.update(current.id, options);
  if (!('refused' in outcome)) return outcome;
  if (outcome.current) requireVersion(outcome.current, versions);
  return outcome.current;
}
