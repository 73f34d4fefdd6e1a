import { parseObjectKey } from '../../shared/objects/object-key.ts';
import type { ImageRecord } from '../../shared/record.ts';
import { isSameRecord } from '../../shared/same-record.ts';
import type { KnownRecord } from '../reading/known-records.ts';

/** Whether an image's key is of this very record, by its id and its incarnation. */
function isOfRecord({ id, item }: KnownRecord, imageKey: string): boolean {
  const parsed = parseObjectKey(imageKey);
  return parsed?.id === id && isSameRecord(item, parsed.incarnation);
}

/** The record, unless it cannot be read or names an image that is not its own: what else it has, nobody knows then. */
export function wholeRecord(known: KnownRecord | undefined): ImageRecord | undefined {
  const [key] = known?.record?.objectKeys ?? [];
  return key === undefined || isOfRecord(known!, key) ? known?.record : undefined;
}

/** Whether an image may be a record's, so that nothing of it is an orphan: also where the record cannot be read. */
export function mayBelong(known: KnownRecord | undefined, imageKey: string): boolean {
  if (!known) return false;
  const named = known.item.objectKeys?.L ?? [];
  return !wholeRecord(known) || isOfRecord(known, imageKey) || named.some(({ S }) => S === imageKey);
}
