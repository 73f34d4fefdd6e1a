import { newObjectKey } from '../shared/object-key.ts';
import { sortKeyOf } from '../shared/record.ts';
import type { CreateBody } from './contract.ts';
import { attributesBytes } from './contract-fields.ts';
import { checkDeclaration } from './declaration.ts';
import { DomainError, editConflict, invalidField } from './errors.ts';
import { idempotentId, namedId, newId, requestHash, ticketSeed } from './identity.ts';
import type { StoredRecord } from './item.ts';
import { expiryOf, outliveOf } from './lifetime.ts';
import type { Services } from './services.ts';
import type { Settings } from './settings.ts';
import { issueTicket, type Ticketed } from './tickets.ts';
import { applyEdit } from './update-record.ts';

/** Who retries: an API key's `Idempotency-Key`. */
export interface RetryKey {
  apiKeyId: string;
  key: string;
}

/**
 * Creates a record and its first ticket with one write. A repeated `Idempotency-Key` gets the first record, and the
 * same ticket signed anew.
 * @throws DomainError `AlreadyExists` for a named image, `IdempotencyConflict` for a key that made another record
 */
export async function createRecord(
  services: Services,
  body: CreateBody,
  retryKey: RetryKey | undefined,
): Promise<Ticketed> {
  const now = Date.now();
  const declared = checkDeclaration(services.settings, body);
  const hash = retryKey && requestHash(retryKey.apiKeyId, retryKey.key, body);
  if (body.imageId !== undefined && hash !== undefined) await claimKey(services, retryKey!, hash, now);
  const record = newRecord(services.settings, recordId(body, retryKey), body, now, hash);
  const outcome = await services.store.create(record);
  const seed = hash === undefined ? undefined : ticketSeed(record.id, hash);
  const key = newObjectKey(record.id, body.filename, declared, seed);
  const preSignedUrl = await issueTicket(services, record.id, key, declared, now);
  if (!('refused' in outcome)) return { record, preSignedUrl };

  const { current } = outcome;
  if (current && hash !== undefined && current.requestHash === hash) {
    return { record: await outlivingTicket(services, current, now), preSignedUrl };
  }
  if (body.imageId !== undefined && current) {
    throw new DomainError(
      'AlreadyExists',
      `This user already has an image of this name: record ${current.id}`,
    );
  }
  if (retryKey) throw keyConflict();
  throw editConflict();
}

/**
 * A named image's id comes from its name, so its retry key is remembered beside it, under the id that the key itself
 * would have made: the same key cannot then make another record.
 */
async function claimKey(
  { settings, store }: Services,
  retryKey: RetryKey,
  hash: string,
  now: number,
): Promise<void> {
  const id = idempotentId(retryKey.apiKeyId, retryKey.key);
  if (!(await store.claim(id, hash, expiryOf(settings, now)))) throw keyConflict();
}

function keyConflict(): DomainError {
  return new DomainError('IdempotencyConflict', 'This Idempotency-Key was used with another body');
}

function recordId({ userId, imageId }: CreateBody, retryKey: RetryKey | undefined): string {
  if (imageId !== undefined) {
    if (userId === undefined) throw invalidField('userId', 'is required with imageId');
    return namedId(userId, imageId);
  }
  return retryKey ? idempotentId(retryKey.apiKeyId, retryKey.key) : newId();
}

export function newRecord(
  settings: Settings,
  id: string,
  { filename, title, userId, imageId, tags, attributes = {} }: CreateBody,
  now: number,
  hash?: string,
): StoredRecord {
  const shard = Number.parseInt(id.slice(0, 8), 16) % settings.feedShards;
  return {
    id,
    filename,
    createdAt: now,
    updatedAt: now,
    version: 1,
    feed: `feed#${shard}`,
    sortKey: sortKeyOf(now, id),
    tickets: 1,
    tags: new Set(tags),
    attributes,
    attributesBytes: attributesBytes(attributes),
    expiresAt: expiryOf(settings, now),
    ...(title !== undefined && { title }),
    ...(userId !== undefined && { userId }),
    ...(imageId !== undefined && { imageId }),
    ...(hash !== undefined && { requestHash: hash }),
  };
}

/** A ticket must not outlive its record; rarely, a retry comes that late. */
async function outlivingTicket(
  services: Services,
  current: StoredRecord,
  now: number,
): Promise<StoredRecord> {
  const outlive = outliveOf(services.settings, now);
  if (current.expiresAt === undefined || current.expiresAt > outlive) return current;
  return (await applyEdit(services, current.id, { edit: {}, count: false, outlive, revise: true, now }))
    .record;
}
