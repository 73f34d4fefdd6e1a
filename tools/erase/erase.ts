import { setTimeout as sleep } from 'node:timers/promises';
import type { ImageIntakeClient } from '../../client/client.ts';

/** What is to be erased: one record, or all of an owner. */
export type Wanted = { id: string } | { userId: string };

export interface EraseOptions {
  client: Pick<ImageIntakeClient, 'list' | 'remove' | 'eraseAll'>;
  report(sentence: string): void;
  /** Whether the bucket has anything of a record. Where this is given, it is waited until there is nothing. */
  anythingOf?: ((id: string) => Promise<boolean>) | undefined;
  waitMs?: number;
}

const POLL_MS = 500;

/**
 * Erases by the API, and says what it did.
 * @throws Error when the bucket is not empty in time
 */
export async function erase(
  wanted: Wanted,
  { client, report, anythingOf, waitMs = 300_000 }: EraseOptions,
): Promise<void> {
  // Keys have it in lower case, whatever the caller writes.
  const ids = 'id' in wanted ? [wanted.id.toLowerCase()] : await idsOf(client, wanted.userId);
  if ('id' in wanted) {
    await client.remove(wanted.id, { erase: true });
    report('The record is deleted, if there was one, and all that had this id is being erased.');
  } else {
    await client.eraseAll({ userId: wanted.userId });
    report(`Being erased: ${ids.length} living records of the owner, and all that were deleted before.`);
  }
  if (!anythingOf) return;
  const deadline = Date.now() + waitMs;
  for (const id of ids) {
    while (await anythingOf(id)) {
      if (Date.now() > deadline)
        throw new Error(`The bucket still has versions of ${id}. See "Cleaning up" in docs/runbook.md.`);
      await sleep(POLL_MS);
    }
  }
  report('The bucket has nothing of what lived any more.');
}

async function idsOf(client: EraseOptions['client'], userId: string): Promise<string[]> {
  const ids: string[] = [];
  for await (const { metadata } of client.list({ userId, limit: 100 }))
    ids.push(...metadata.map(({ id }) => id));
  return ids;
}
