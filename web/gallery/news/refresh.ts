import type { ImageIntakeClient } from '../../../client/client.ts';
import { aFewAtATime } from '../../page/a-few-at-a-time.ts';
import type { Feed } from '../feed.ts';
import type { Records } from '../records.ts';

const PAGE = 100;
const AT_ONCE = 5;

/** What a refresh has found. */
export interface Refreshed {
  added: number;
  changed: number;
  gone: number;
}

/**
 * Reads all that is listed once more: takes in what others have added and changed, and lets go of what they have deleted.
 * @param look Takes in one record as it is, or that it is gone.
 * @throws what the client throws; what was found until then stays.
 */
export async function refreshAll(
  client: Pick<ImageIntakeClient, 'list'>,
  records: Records,
  feed: Feed,
  look: (id: string) => Promise<boolean>,
): Promise<Refreshed> {
  const mine = feed.opening();
  const before = new Map(feed.ids().map((id) => [id, records.get(id)?.metadata.version]));
  const missing = new Set(before.keys());
  let added = 0;
  for await (const page of client.list({ ...feed.query(), limit: PAGE })) {
    if (mine !== feed.opening()) break;
    const within = page.metadata.filter((metadata) => !feed.isAhead(metadata));
    for (const { id } of within) missing.delete(id);
    added += within.filter(({ id }) => !feed.lists(id)).length;
    feed.include(within.map(({ id }) => id));
    records.putAll(within, page.preSignedUrls);
    if (within.length < page.metadata.length) break;
  }
  // Deleted, or changed so that they are not listed any more, or so new that the list does not know them yet.
  await aFewAtATime([...missing], AT_ONCE, (id) => (mine === feed.opening() ? look(id) : undefined));
  const versions = [...before].map(([id, version]) => [version, records.get(id)?.metadata.version]);
  return {
    added,
    changed: versions.filter(([was, is]) => was !== undefined && is !== undefined && was !== is).length,
    gone: versions.filter(([was, is]) => was !== undefined && is === undefined).length,
  };
}

/** What a refresh has found, for a person. */
export function refreshedWords({ added, changed, gone }: Refreshed): string {
  const found = [added && `${added} new`, changed && `${changed} changed`, gone && `${gone} deleted`];
  return `Up to date: ${found.filter(Boolean).join(', ') || 'nothing has changed'}.`;
}
