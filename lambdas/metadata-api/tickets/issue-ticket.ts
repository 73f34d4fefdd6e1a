import type { Disposition, PreSignedUrl } from '../../../contract/requests.ts';
import { emitMetrics } from '../../shared/metrics.ts';
import { newObjectKey } from '../../shared/objects/object-key.ts';
import { hasImage, type ImageRecord } from '../../shared/record.ts';
import type { ApiServices } from '../services.ts';
import type { Declaration } from './declaration.ts';

/** A record with what its caller may do next: a ticket, a URL of its image, or nothing. */
export interface Ticketed {
  record: ImageRecord;
  preSignedUrl: PreSignedUrl | null;
}

/**
 * Signs and counts a ticket for a new object of the record.
 * @param seed - 16 bytes, for a request whose retries get the same ticket; random when left out
 */
export async function issueTicket(
  { urls }: ApiServices,
  record: Pick<ImageRecord, 'id' | 'incarnation' | 'filename'>,
  declared: Declaration,
  now: number,
  seed?: Buffer,
): Promise<PreSignedUrl> {
  const key = newObjectKey(record, record.filename, declared, seed);
  const ticket = await urls.upload(record.id, key, declared, now);
  emitMetrics({ TicketsIssued: 1 });
  return ticket;
}

/** A URL of the record's image; null while there is none. */
export async function issueDownload(
  { urls }: ApiServices,
  record: ImageRecord,
  disposition: Disposition,
): Promise<PreSignedUrl | null> {
  return hasImage(record) ? urls.download(record, disposition, Date.now()) : null;
}
