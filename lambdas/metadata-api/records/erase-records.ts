import { type EraseId, ownerDigest } from '../../shared/following/erase-request.ts';
import { editConflict } from '../errors.ts';
import type { ApiServices } from '../services.ts';
import type { Conditions } from './conditions.ts';
import { announceDeletion } from './delete-record.ts';
import { outliveOf } from './lifetime.ts';

/** Times that a record is read anew when others keep changing it. */
const MAX_ATTEMPTS = 10;

/**
 * Deletes a record and asks for its erasure, and for that of all that was deleted of its id before, in one: so that a repeat asks for
 * nothing more. Which of the latter the caller may erase, the cleaner finds out, so that no answer tells whether a record lives, or
 * that of another owner.
 */
export async function eraseRecord(
  services: ApiServices,
  id: string,
  { userId, versions }: Conditions,
): Promise<void> {
  const { records, erasures } = services;
  const asked = askedNow(services);
  const digest = userId === undefined ? undefined : ownerDigest(userId);
  const dead: EraseId = { kind: 'id', recordId: id, ownerDigest: digest, ...asked };
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const found = await records.get(id);
    if (!found || (userId !== undefined && found.userId !== userId)) {
      return erasures.ask(dead);
    }
    await announceDeletion(services, found, versions);
    if (await erasures.deleteAndAsk(found, asked, dead)) return;
  }
  throw editConflict();
}

/** Asks for all of one owner to be erased. */
export async function eraseOwner(services: ApiServices, owner: string): Promise<void> {
  await services.erasures.ask({
    kind: 'owner',
    ownerDigest: ownerDigest(owner),
    owner,
    ...askedNow(services),
  });
}

function askedNow({ settings }: Pick<ApiServices, 'settings'>) {
  const requestedAt = Date.now();
  return { requestedAt, until: outliveOf(settings, requestedAt) };
}
