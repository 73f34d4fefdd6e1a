import { emitMetrics } from '../shared/metrics.ts';
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
  services: Services,
  record: StoredRecord,
  declared: Declaration,
  now: number,
): Promise<PreSignedUrl> {
  const key = newObjectKey(record.id, record.filename, declared);
  return issueTicket(services, record.id, key, declared, now);
}

/** Signs and counts the ticket for one object key. */
export async function issueTicket(
  { urls }: Services,
  id: string,
  key: string,
  declared: Declaration,
  now: number,
): Promise<PreSignedUrl> {
  const ticket = await urls.upload(id, key, declared, now);
  emitMetrics({ TicketsIssued: 1 });
  return ticket;
}
