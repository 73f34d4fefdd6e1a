import { newObjectKey } from '../shared/object-key.ts';
import type { PreSignedUrl } from './contract.ts';
import type { Declaration } from './declaration.ts';
import type { StoredRecord } from './item.ts';
import type { Services } from './services.ts';

export interface Ticketed {
  record: StoredRecord;
  preSignedUrl: PreSignedUrl | null;
}

/** A ticket for a new object of the record. */
export async function newTicket(
  { urls }: Services,
  record: StoredRecord,
  declared: Declaration,
  now: number,
): Promise<PreSignedUrl> {
  return urls.upload(record.id, newObjectKey(record.id, record.filename, declared), declared, now);
}
