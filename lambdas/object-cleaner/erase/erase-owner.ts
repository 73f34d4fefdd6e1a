import type { EraseOwner } from '../../shared/following/erase-request.ts';
import type { Handled } from '../../shared/queues/sqs-batch.ts';
import type { ImageRecord } from '../../shared/record.ts';
import type { GoneRecord } from '../gone-record.ts';
import type { CleanerServices } from '../services.ts';
import { from, waitUntil } from './wait-until.ts';

/** After so long it goes on with the next message, ms: the function has two minutes. */
const BUDGET_MS = 50_000;
/** Records that are deleted at once. */
const AT_ONCE = 10;
/** Times that a record is read anew when others keep changing it. */
const MAX_ATTEMPTS = 10;

/**
 * Asks for the erasure of all that an owner had when it was asked for: what lives, which is deleted by it, and what was deleted
 * before. At once, and again when no ticket can bring anything more: by then the index tells what it did not tell yet.
 */
export async function eraseOwner(request: EraseOwner, services: CleanerServices): Promise<Handled> {
  const { owner, ownerDigest, requestedAt } = request;
  // Done: a note.
  if (owner === undefined) return undefined;
  const { records, requests, now } = services;
  const wait = waitUntil(request, now());
  const end = now() + BUDGET_MS;
  for await (const page of records.ofOwner(owner, requestedAt)) {
    await inPortions(page, (record) => eraseLiving(record, request, services));
    if (now() > end) return { againInSeconds: 1 };
  }
  for await (const page of records.goneOfOwner(ownerDigest, requestedAt)) {
    await inPortions(page, (gone) => eraseGone(gone, request, services));
    if (now() > end) return { againInSeconds: 1 };
  }
  if (!wait) await requests.leaveNote(request, now());
  return wait;
}

async function eraseLiving(
  found: ImageRecord,
  request: EraseOwner,
  { records, erasures, now }: CleanerServices,
): Promise<void> {
  // The index may be behind.
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const record = await records.living(found.id);
    if (!record || record.incarnation !== found.incarnation || record.userId !== request.owner) return;
    await records.markDeleted(record);
    if (await erasures.deleteAndAsk(record, from(now(), request))) return;
  }
  throw new Error('A record changes faster than it can be erased');
}

/** The requests are there before it is forgotten what is gone: the first one has what is told of it in the end. */
async function eraseGone(
  { recordId, incarnation, lastVersion, goneAt }: GoneRecord,
  request: EraseOwner,
  { records, requests, erasures, now }: CleanerServices,
): Promise<void> {
  const asked = from(now(), request);
  const living = await records.living(recordId);
  if (!living || living.incarnation !== incarnation) {
    await requests.askOnce({
      kind: 'incarnation',
      recordId,
      incarnation,
      owner: request.owner,
      lastVersion: lastVersion ?? asked.requestedAt,
      objectKeys: [],
      ...asked,
    });
  }
  await erasures.ask({ kind: 'id', recordId, ...asked });
  await records.forget(recordId, goneAt);
}

async function inPortions<Entry>(
  entries: readonly Entry[],
  act: (entry: Entry) => Promise<void>,
): Promise<void> {
  for (let at = 0; at < entries.length; at += AT_ONCE) {
    await Promise.all(entries.slice(at, at + AT_ONCE).map(act));
  }
}
