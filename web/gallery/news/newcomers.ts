import type { ImageIntakeClient } from '../../../client/client.ts';
import type { ListParameters, Metadata, Page } from '../../../client/types.ts';
import { type Feed, fits } from '../feed.ts';
import type { Records } from '../records.ts';

const PAGE = 50;
/** Pages that are read in one go. */
const MOST_PAGES = 10;
/**
 * What is new is asked for from a little earlier on than it need be: the service's machines have clocks of their own, and
 * a list follows what was written within a second.
 */
const OVERLAP_MS = 10_000;

export type Newcomers = ReturnType<typeof createNewcomers>;

/** Finds what others have uploaded since the list was opened: it asks for what is new alone. */
export function createNewcomers(client: Pick<ImageIntakeClient, 'list'>, records: Records, feed: Feed) {
  /** Everything that was made before is known, or lies ahead. Epoch ms of the service. */
  let since: number | undefined;
  /** Found, and not in the list yet. */
  const held = new Set<string>();
  /** More are new than were read. */
  let many = false;

  const oldestFirst = () => feed.filters().order === 'oldest';

  /** Reads a list; nothing where another one was opened meanwhile. */
  const read = async function* (query: ListParameters): AsyncGenerator<Page> {
    const mine = feed.opening();
    for await (const page of client.list(query, { retries: 0 })) {
      if (mine !== feed.opening()) return;
      yield page;
    }
  };

  const learn = (metadata: readonly Metadata[]) => {
    since = Math.max(since ?? 0, ...metadata.map(({ createdAt }) => createdAt));
  };

  /** Takes in what is not known yet, and has its place in what is listed. */
  const take = ({ metadata, preSignedUrls }: Page): Metadata[] => {
    const fresh = metadata.filter(
      (each) => !feed.lists(each.id) && !held.has(each.id) && !feed.isAhead(each),
    );
    for (const { id } of fresh) held.add(id);
    // Behind everything else they move nothing.
    if (oldestFirst()) release();
    const known = metadata.filter(({ id }) => feed.lists(id) || held.has(id));
    records.putAll(known, preSignedUrls);
    return fresh;
  };

  const release = () => {
    feed.include(held);
    held.clear();
  };

  /** Asks once; true when something new has come. */
  const poll = async (): Promise<boolean> => {
    const asked = records.now();
    const query: ListParameters = {
      limit: PAGE,
      tag: feed.filters().tag || undefined,
      // Where nothing was there to go by, and where it would be before all time.
      ...(since !== undefined && since > OVERLAP_MS && { createdAfter: since - OVERLAP_MS }),
      ...(oldestFirst() && { order: 'asc' }),
    };
    let found = false;
    let pages = 0;
    for await (const page of read(query)) {
      const fresh = take(page);
      found ||= fresh.length > 0;
      learn(page.metadata);
      pages += 1;
      if (page.nextCursor === undefined) since = Math.max(since ?? 0, asked - OVERLAP_MS);
      if (oldestFirst() && pages < MOST_PAGES) continue;
      // Between the last one and what is listed there are others.
      many ||= !oldestFirst() && page.nextCursor !== undefined && fresh.includes(page.metadata.at(-1)!);
      break;
    }
    return found;
  };

  return {
    poll,
    /** The list was opened: what is made from now on is new. */
    begin: async (): Promise<void> => {
      since = undefined;
      many = false;
      held.clear();
      const { status, tag } = feed.filters();
      // The newest record of all tells how late it is at the service. Such a list begins with it.
      if (!status && !tag && !oldestFirst()) {
        return learn(feed.ids().flatMap((id) => records.get(id)?.metadata ?? []));
      }
      for await (const page of read({ limit: 1 })) {
        learn(page.metadata);
        break;
      }
    },
    /** How many are found and not in the list yet, and whether there are more. */
    waiting: (shown: (metadata: Metadata) => boolean): { count: number; many: boolean } => {
      const entries = [...held].map((id) => records.get(id)?.metadata);
      const count = entries.filter(
        (metadata) =>
          metadata && !feed.lists(metadata.id) && fits(feed.filters(), metadata) && shown(metadata),
      ).length;
      return { count, many };
    },
    /** Puts them into the list. */
    release,
  };
}
