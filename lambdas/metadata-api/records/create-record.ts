import type { CreateBody } from '../../../contract/requests.ts';
import type { ImageRecord } from '../../shared/record.ts';
import { DomainError, editConflict, invalidField } from '../errors.ts';
import type { ApiServices } from '../services.ts';
import { checkDeclaration } from '../tickets/declaration.ts';
import { issueTicket, type Ticketed } from '../tickets/issue-ticket.ts';
import { applyEdit } from './apply-edit.ts';
import { idempotentId, namedId, newId, requestHash, ticketSeed } from './identity.ts';
import { expiryOf, outliveOf } from './lifetime.ts';
import { newRecord } from './new-record.ts';

/** Who retries: an API key's `Idempotency-Key`. */
export interface RetryKey {
  apiKeyId: string;
  key: string;
}

/** A POST on its way to a record. */
interface Creation {
  body: CreateBody;
  retryKey: RetryKey | undefined;
  /** Of the keyed request. */
  hash: string | undefined;
  /** Epoch ms. */
  now: number;
}

/**
 * Creates a record and its first ticket with one write. A repeated `Idempotency-Key` gets the first record, and the
 * same ticket signed anew.
 * @throws DomainError `AlreadyExists` for a named image, `IdempotencyConflict` for a key that made another record
 */
export async function createRecord(
  services: ApiServices,
  body: CreateBody,
  retryKey: RetryKey | undefined,
): Promise<Ticketed> {
  const { settings, records } = services;
  const declared = checkDeclaration(settings, body);
  const now = Date.now();
  const hash = retryKey && requestHash(retryKey.apiKeyId, retryKey.key, body);
  const creation = { body, retryKey, hash, now };
  if (body.imageId !== undefined) await rememberRequest(services, creation);

  const outcome = await records.create(newRecord(settings, recordId(creation), body, now, hash));
  const record = 'refused' in outcome ? await firstRecord(services, creation, outcome.current) : outcome;
  const uploadId = hash === undefined ? undefined : ticketSeed(record.id, hash);
  const ticketFor = { id: record.id, filename: body.filename };
  return { record, preSignedUrl: await issueTicket(services, ticketFor, declared, now, uploadId) };
}

function recordId({ body: { userId, imageId }, retryKey }: Creation): string {
  if (imageId === undefined) return retryKey ? idempotentId(retryKey.apiKeyId, retryKey.key) : newId();
  if (userId === undefined) throw invalidField('userId', 'is required with imageId');
  return namedId(userId, imageId);
}

/**
 * A named image's id comes from its name, so its retry key is remembered beside it, under the id that the key itself
 * would have made: the same key cannot then make another record.
 */
async function rememberRequest(
  { settings, records }: ApiServices,
  { retryKey, hash, now }: Creation,
): Promise<void> {
  if (!retryKey || hash === undefined) return;
  const id = idempotentId(retryKey.apiKeyId, retryKey.key);
  if (!(await records.rememberRequest(id, hash, expiryOf(settings, now)))) throw keyConflict();
}

/** The record that the same request made before; every other record that is there already is a conflict. */
async function firstRecord(
  services: ApiServices,
  { body, retryKey, hash, now }: Creation,
  current: ImageRecord | undefined,
): Promise<ImageRecord> {
  if (current && hash !== undefined && current.requestHash === hash) {
    return outlivingTicket(services, current, now);
  }
  if (current && body.imageId !== undefined) {
    const message = `This user already has an image of this name: record ${current.id}`;
    throw new DomainError('AlreadyExists', message);
  }
  throw retryKey ? keyConflict() : editConflict();
}

function keyConflict(): DomainError {
  return new DomainError('IdempotencyConflict', 'This Idempotency-Key was used with another body');
}

/** A ticket must not outlive its record; rarely, a retry comes that late. */
async function outlivingTicket(
  services: ApiServices,
  current: ImageRecord,
  now: number,
): Promise<ImageRecord> {
  const outlive = outliveOf(services.settings, now);
  if (current.ttl === undefined || current.ttl > outlive) return current;
  const { record } = await applyEdit(services, current.id, {
    edit: {},
    count: false,
    outlive,
    revise: true,
    now,
  });
  return record;
}
