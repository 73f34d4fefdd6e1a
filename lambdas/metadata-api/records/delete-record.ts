import type { ImageRecord } from '../../shared/record.ts';
import { editConflict } from '../errors.ts';
import type { ApiServices } from '../services.ts';
import { type Conditions, requireOwner, requireVersion } from './conditions.ts';

/**
 * Deletes a record as it was read, by one conditional write. Its objects go when the table's stream has told the cleaner
 * (docs/adr/0021-one-owner-of-deletion.md). A record that is gone by then was deleted by somebody else, or by this very request,
 * whose answer was lost: that is what was asked for.
 */
export async function deleteRecord(
  services: ApiServices,
  read: ImageRecord | undefined,
  { userId, versions }: Conditions,
): Promise<void> {
  const found = requireOwner(read, userId);
  await announceDeletion(services, found, versions);
  const { current } = (await services.records.delete(found, versions)) ?? {};
  if (!current || current.incarnation !== found.incarnation) return;
  requireVersion(current, versions);
  throw editConflict();
}

/**
 * Holds a record to `If-Match`, and says of the POST that made it that the record is being deleted: ahead of the deletion, since
 * a repeat of the POST would make the record again.
 */
export async function announceDeletion(
  { requests }: Pick<ApiServices, 'requests'>,
  found: ImageRecord,
  versions: number[] | undefined,
): Promise<void> {
  requireVersion(found, versions);
  if (found.requestId !== undefined) await requests.markDeleted(found.requestId, found.incarnation!);
}
