import type { ImageIntakeClient } from '../../client/client.ts';
import type { ListParameters, Metadata } from '../../client/types.ts';
import type { Records } from './records.ts';

export type Order = 'newest' | 'oldest';

/** What of the records is listed. */
export interface Filters {
  status?: 'pending' | 'ready' | 'rejected' | undefined;
  tag?: string | undefined;
  order?: Order | undefined;
}

export type FeedState =
  | { kind: 'loading' }
  | { kind: 'more' }
  | { kind: 'end' }
  | { kind: 'failed'; error: unknown };

export type Feed = ReturnType<typeof createFeed>;

const PAGE = 50;

/** Fills the records from the service, page by page, under filters, and knows which of them are listed. */
export function createFeed(
  client: Pick<ImageIntakeClient, 'list'>,
  records: Records,
  onState: (state: FeedState) => void,
) {
  let filters: Filters = {};
  let state: FeedState = { kind: 'loading' };
  let cursor: string | undefined;
  let loading: Promise<void> | undefined;
  /** Counts openings, so that an answer for earlier filters is not taken for one of the present. */
  let opening = 0;
  /** The last record of the last page. */
  let reached: Metadata | undefined;
  /** Records of the pages, and what was put to them. The others are known for another reason. */
  const listed = new Set<string>();

  const enter = (next: FeedState) => {
    state = next;
    onState(next);
  };

  /** What asks the service for this list. */
  const query = (): ListParameters => ({
    status: filters.status,
    tag: filters.tag || undefined,
    ...(filters.order === 'oldest' && { order: 'asc' }),
  });

  const load = async (): Promise<void> => {
    const mine = opening;
    enter({ kind: 'loading' });
    try {
      const { value: page } = await client.list({ ...query(), limit: PAGE, cursor }).next();
      if (mine !== opening || !page) return;
      cursor = page.nextCursor;
      reached = page.metadata.at(-1) ?? reached;
      for (const { id } of page.metadata) listed.add(id);
      records.putAll(page.metadata, page.preSignedUrls);
      enter(cursor === undefined ? { kind: 'end' } : { kind: 'more' });
    } catch (error) {
      // The next attempt goes on from here.
      if (mine === opening) enter({ kind: 'failed', error });
    } finally {
      if (mine === opening) loading = undefined;
    }
  };

  /** Loads the next page, or waits for the one that is on its way. */
  const more = (): Promise<void> => {
    if (state.kind === 'end') return Promise.resolve();
    loading ??= load();
    return loading;
  };

  return {
    open: (next: Filters): Promise<void> => {
      opening += 1;
      filters = next;
      state = { kind: 'loading' };
      loading = undefined;
      cursor = undefined;
      reached = undefined;
      listed.clear();
      records.clear();
      return more();
    },
    more,
    query,
    filters: () => filters,
    state: () => state,
    /** How often it was opened: what was asked for under another number is of no use. */
    opening: () => opening,
    /** The last record of the pages so far. */
    reached: () => reached,
    lists: (id: string) => listed.has(id),
    ids: () => [...listed],
    /** Puts records to the list that are in no page yet. */
    include: (ids: Iterable<string>) => {
      for (const id of ids) listed.add(id);
    },
    /** Whether a record's place is in the pages that are yet to come. */
    isAhead: (metadata: Metadata): boolean => {
      if (state.kind === 'end') return false;
      const oldestFirst = filters.order === 'oldest';
      if (!reached) return oldestFirst;
      return oldestFirst ? isNewer(metadata, reached) : isNewer(reached, metadata);
    },
  };
}

/** The service's order: by time, and those of one time by id. */
function isNewer(a: Metadata, b: Metadata): boolean {
  return a.createdAt === b.createdAt ? a.id > b.id : a.createdAt > b.createdAt;
}

/** Whether a record belongs under the filters. */
export function fits(
  { status, tag }: Filters,
  record: { status: string; tags?: string[] | undefined },
): boolean {
  return (!status || record.status === status) && (!tag || (record.tags ?? []).includes(tag));
}
