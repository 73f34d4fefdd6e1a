import type { ImageRecord } from '../../shared/record.ts';
import { editConflict, recordNotFound } from '../errors.ts';
import type { ApiServices } from '../services.ts';
import { requireVersion } from './require-version.ts';

/** Times that a record is read anew when others keep changing it. */
const MAX_ATTEMPTS = 10;

/**
 * Deletes the objects first, then the record: a crash in between leaves a record that can be deleted again. An upload
 * that is accepted meanwhile changes the revision, and its object goes too; so does a thumbnail that is told meanwhile.
 * `If-Match` is settled before any object goes, by a revision of its own: an edit that comes between is either ahead of
 * it, and nothing is deleted, or goes with the record. No record is left without its image.
 */
export async function deleteRecord(
  services: ApiServices,
  id: string,
  versions: number[] | undefined,
): Promise<void> {
  const { records, deleteImages } = services;
  const found = await records.get(id);
  if (!found) throw recordNotFound();
  let current = versions === undefined ? found : await raiseRevision(services, found, versions);
  // Deleted by somebody else meanwhile: that is what was asked for.
  for (let attempt = 0; current && attempt < MAX_ATTEMPTS; attempt++) {
    const { objectKeys = [] } = current;
    if (objectKeys.length > 0) await deleteImages(objectKeys);
    const outcome = await records.delete(current);
    if (!('refused' in outcome)) return;
    current = outcome.current;
  }
  if (current) throw editConflict();
}

/** Makes the precondition true once and for all; undefined when the record was deleted meanwhile. */
async function raiseRevision(
  { records }: ApiServices,
  current: ImageRecord,
  versions: number[],
): Promise<ImageRecord | undefined> {
  requireVersion(current, versions);
  const options = { edit: {}, now: Date.now(), count: false, revise: true, versions };
  const outcome = await records.update(current.id, options);
  if (!('refused' in outcome)) return outcome;
  if (outcome.current) requireVersion(outcome.current, versions);
  return outcome.current;
}
