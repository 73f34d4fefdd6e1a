import type { EraseId } from '../../shared/following/erase-request.ts';
import type { Handled } from '../../shared/queues/sqs-batch.ts';
import type { CleanerServices } from '../services.ts';
import { incarnationOf, prefixesOf } from './empty.ts';
import { waitUntil } from './wait-until.ts';

/** A deletion is told to the cleaner within so long, ms: before, who owned the record may not be known yet. */
const TOLD_WITHIN_MS = 300_000;
const SOON_SECONDS = 30;

/**
 * Asks for the erasure of every incarnation of an id that left something in the bucket, and does not live: at once, and again when
 * no ticket can bring anything more. Where an owner asks, only of what is known to have been this owner's.
 */
export async function eraseId(request: EraseId, services: CleanerServices): Promise<Handled> {
  const { records, requests, now } = services;
  const { recordId, requestedAt, until, ownerDigest } = request;
  const wait = waitUntil(request, now());
  const gone = await records.gone(recordId);
  const theirs = ownerDigest === undefined || gone?.ownerDigest === ownerDigest;
  if (theirs) {
    const incarnations = await incarnationsOf(recordId, services);
    // Afterwards: one that is made meanwhile is left.
    const living = await records.living(recordId);
    for (const incarnation of incarnations) {
      if (living && living.incarnation === incarnation) continue;
      const known = gone && gone.incarnation === incarnation ? gone.lastVersion : undefined;
      await requests.askOnce({
        kind: 'incarnation',
        recordId,
        incarnation,
        lastVersion: known ?? requestedAt,
        objectKeys: [],
        requestedAt,
        until,
      });
    }
  }
  if (wait) {
    const untold = !theirs && !gone && now() < requestedAt + TOLD_WITHIN_MS;
    return untold ? { againInSeconds: Math.min(SOON_SECONDS, wait.againInSeconds) } : wait;
  }
  // All that is dead of the id was found above, whether it was deleted before the request or afterwards.
  if (theirs && gone) await records.forget(recordId, gone.goneAt);
  await requests.finish(request);
  return undefined;
}

async function incarnationsOf(
  recordId: string,
  services: CleanerServices,
): Promise<ReadonlySet<string | undefined>> {
  const found = new Set<string | undefined>();
  for (const folder of prefixesOf(services)) {
    for await (const versions of services.objects.versions(`${folder}${recordId}/`)) {
      for (const { Key } of versions) {
        const own = incarnationOf(Key, recordId);
        if (own) found.add(own.incarnation);
      }
    }
  }
  return found;
}
