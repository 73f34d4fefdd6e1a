import { type ImageRecord, storedImages } from '../../shared/record.ts';
import { editConflict } from '../errors.ts';
import type { ApiServices } from '../services.ts';
import { type Conditions, requireOwner, requireVersion } from './conditions.ts';

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
  { userId, versions }: Conditions,
): Promise<void> {
  const { records, requests, deleteImages } = services;
  // Of one incarnation the owner never changes, and every step below holds to the incarnation.
  const found = requireOwner(await records.get(id), userId);
  let current = versions === undefined ? found : await raiseRevision(services, found, versions);
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    // Deleted by somebody else meanwhile: that is what was asked for. A successor is not.
    if (!current || current.incarnation !== found.incarnation) return;
    const images = storedImages(current);
    if (images.length > 0) await deleteImages(images);
    if (current.requestId !== undefined) await requests.markDeleted(current.requestId, current.incarnation!);
    const outcome = await records.delete(current);
    if (!('refused' in outcome)) return;
    current = outcome.current;
  }
  throw editConflict();
}

/** Makes the precondition true once and for all; undefined when the record was deleted meanwhile. */
async function raiseRevision(
  { records }: ApiServices,
  found: ImageRecord,
  versions: number[],
): Promise<ImageRecord | undefined> {
  let current = found;
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    requireVersion(current, versions);
    const exact = { revision: current, attributesBytes: current.attributesBytes };
    const { userId } = current;
    const options = { edit: {}, userId, now: Date.now(), ticket: false, revise: true, exact };
    const outcome = await records.update(current.id, options);
    if (!('refused' in outcome)) return outcome;
    if (outcome.current?.incarnation !== found.incarnation) return undefined;
    current = outcome.current!;
  }
  throw editConflict();
}
