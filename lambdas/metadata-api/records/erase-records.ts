import { ownerDigest } from '../../shared/following/erase-request.ts';
import { editConflict } from '../errors.ts';
import type { ApiServices } from '../services.ts';
import type { Conditions } from './conditions.ts';
import { announceDeletion } from './delete-record.ts';
import { outliveOf } from './lifetime.ts';

/** Times that a record is read anew when others keep changing it. */
const MAX_ATTEMPTS = 10;

/**
 * Deletes a record and asks for its erasure, in one. Where no record lives, or that of another owner, what was deleted before is
 * to be erased: which of it the caller may erase, the cleaner finds out, so that no answer tells one from the other.
 */
export async function eraseRecord(
  services: ApiServices,
  id: string,
  { userId, versions }: Conditions,
): Promise<void> {
  const { records, erasures } = services;
  const asked = askedNow(services);
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const found = await records.get(id);
    if (!found || (userId !== undefined && found.userId !== userId)) {
      const digest = userId === undefined ? undefined : ownerDigest(userId);
      return erasures.ask({ kind: 'id', recordId: id, ownerDigest: digest, ...asked });
    }
    await announceDeletion(services, found, versions);
    if (await erasures.deleteAndAsk(found, asked)) return;
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
