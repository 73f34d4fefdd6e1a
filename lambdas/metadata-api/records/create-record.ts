import type { CreateBody } from '../../../contract/requests.ts';
import { alreadyExists, editConflict, invalidField } from '../errors.ts';
import type { ApiServices } from '../services.ts';
import { checkDeclaration } from '../tickets/declaration.ts';
import { issueTicket, type Ticketed } from '../tickets/issue-ticket.ts';
import { createOnce, type RetryKey } from './create-once.ts';
import { namedId, newId } from './identity.ts';
import { newRecord } from './new-record.ts';

/**
 * Creates a record and its first ticket. A repeated `Idempotency-Key` gets the first record, and the same ticket signed
 * anew.
 * @throws DomainError `AlreadyExists` for a named image, `IdempotencyConflict` for a key that was used for something else,
 * or whose record was deleted
 */
export async function createRecord(
  services: ApiServices,
  body: CreateBody,
  retryKey: RetryKey | undefined,
  ticketsPerHour?: number,
): Promise<Ticketed> {
  const { settings, records } = services;
  const declared = checkDeclaration(settings, body);
  const now = Date.now();
  const id = recordId(body);
  const count = services.tickets.counting(body.userId, ticketsPerHour, now);
  if (retryKey) {
    const { record, seed } = await createOnce(services, id, retryKey, body, now, count);
    // Named as the request says: the record may have been renamed since.
    const ticketFor = { ...record, filename: body.filename };
    return { record, preSignedUrl: await issueTicket(services, ticketFor, declared, now, seed) };
  }
  await count();
  const outcome = await records.create(newRecord(settings, id, body, now));
  if (!('refused' in outcome)) {
    return { record: outcome, preSignedUrl: await issueTicket(services, outcome, declared, now) };
  }
  throw outcome.current ? alreadyExists(outcome.current.id) : editConflict();
}

function recordId({ userId, imageId }: CreateBody): string {
  if (imageId === undefined) return newId();
  if (userId === undefined) throw invalidField('userId', 'is required with imageId');
  return namedId(userId, imageId);
}
