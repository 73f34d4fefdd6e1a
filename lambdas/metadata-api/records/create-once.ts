import type { CreateBody } from '../../../contract/requests.ts';
import { newIncarnation } from '../../shared/objects/object-key.ts';
import type { ImageRecord } from '../../shared/record.ts';
import { alreadyExists, DomainError, editConflict } from '../errors.ts';
import type { ApiServices } from '../services.ts';
import { applyEdit } from './apply-edit.ts';
import { requestHash, requestIdOf, ticketSeed } from './identity.ts';
import { outliveOf } from './lifetime.ts';
import { newRecord } from './new-record.ts';
import type { RememberedRequest } from './request-store.ts';

/** An `Idempotency-Key`. */
export interface RetryKey {
  /** Whose it is: an API key's id, or `owner` and a user. Of two that differ, no keys ever meet. */
  space: readonly string[];
  key: string;
}

/** No client repeats a request sooner: what takes longer may have been overtaken by its own repeat. */
const SLOW_MS = 500;

/** How long a request is remembered. */
const REMEMBERED_SECONDS = 86_400;

/** A record that is made once, and what the upload ids of its first ticket are made of. */
interface CreatedOnce {
  record: ImageRecord;
  seed: Buffer;
}

/**
 * Creates the record of a keyed request, or finds the one that the request created before. First the request is remembered
 * with the record's id and incarnation, then the record is created: a repeat after a crash in between completes it
 * (docs/adr/0018-identity-and-spent-tickets.md).
 * @throws DomainError `IdempotencyConflict` when the key was used with another body, or its record was deleted;
 * `AlreadyExists` when the name is another record's
 * @param id - of the record, unless the request created one before
 * @param count - counts the ticket, but for a repeat, which gets the same one
 */
export async function createOnce(
  services: ApiServices,
  id: string,
  { space, key }: RetryKey,
  body: CreateBody,
  now: number,
  count: () => Promise<void>,
): Promise<CreatedOnce> {
  const { settings, records, requests } = services;
  const requestId = requestIdOf(...space, key);
  const hash = requestHash(body);
  const wanted = { id: requestId, hash, recordId: id, incarnation: newIncarnation() };
  const former = await requests.remember(wanted, now, REMEMBERED_SECONDS);
  if (former && former.hash !== hash) throw usedWithAnotherBody();
  const { recordId, incarnation } = former ?? wanted;
  const found = (record: ImageRecord) => ({ record, seed: ticketSeed(incarnation, hash) });

  const repeated = former && (await firstRecord(services, former, now));
  if (repeated) return found(repeated);
  await count();
  const draft = newRecord(settings, recordId, body, now, incarnation);
  const outcome = await records.create({ ...draft, requestId });
  if ('refused' in outcome) {
    const { current } = outcome;
    if (current?.incarnation === incarnation) return found(current);
    throw current ? alreadyExists(current.id) : editConflict();
  }
  // Another attempt may have created the record meanwhile, and somebody deleted it.
  const slow = former !== undefined || Date.now() - now > SLOW_MS;
  if (slow && (await requests.find(requestId))?.deleted) {
    // Nobody has heard of it.
    await records.delete(outcome);
    throw recordDeleted();
  }
  return found(outcome);
}

/** The record that a request created before, as long as it lives; undefined when it was never created. */
async function firstRecord(
  services: ApiServices,
  { recordId, incarnation, deleted }: RememberedRequest,
  now: number,
): Promise<ImageRecord | undefined> {
  const current = await services.records.get(recordId);
  if (current?.incarnation === incarnation) return outlivingTicket(services, current, now);
  if (deleted) throw recordDeleted();
  return undefined;
}

/** A ticket must not outlive its record; rarely, a retry comes that late. */
async function outlivingTicket(
  services: ApiServices,
  current: ImageRecord,
  now: number,
): Promise<ImageRecord> {
  const outlive = outliveOf(services.settings, now);
  if (current.ttl === undefined || current.ttl > outlive) return current;
  const { userId } = current;
  const edit = { edit: {}, userId, ticket: false, outlive, revise: true, now };
  return (await applyEdit(services, current.id, edit)).record;
}

function usedWithAnotherBody(): DomainError {
  return new DomainError('IdempotencyConflict', 'This Idempotency-Key was used with another body');
}

function recordDeleted(): DomainError {
  return new DomainError(
    'IdempotencyConflict',
    'The record of this Idempotency-Key was deleted; use another key',
  );
}
