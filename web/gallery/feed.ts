import type { ImageIntakeClient } from '../../client/client.ts';
import { ApiError } from '../../client/errors.ts';
import type { Metadata, Page } from '../../client/types.ts';
import { awaitsThumbnail, type Records } from './records.ts';

export interface Filters {
  status?: 'pending' | 'ready' | 'rejected' | undefined;
  tag?: string | undefined;
}

export type FeedState =
  | { kind: 'loading' }
  | { kind: 'more' }
  | { kind: 'end' }
  | { kind: 'failed'; error: unknown };

const PAGE = 50;
/** How many changing records beyond the first page are looked at in one go. */
const STRAGGLERS = 5;

/** Fills the records from the service: page by page, under filters, and again where something is about to change. */
export function createFeed(client: ImageIntakeClient, records: Records, onState: (state: FeedState) => void) {
  let filters: Filters = {};
  let pages: AsyncGenerator<Page, void, void>;
  let loading = false;
  /** Counts openings, so that an answer for earlier filters is not taken for one of the present. */
  let opening = 0;
  let straggler = 0;

  const query = () => ({ limit: PAGE, status: filters.status, tag: filters.tag || undefined });

  const more = async (): Promise<void> => {
    if (loading) return;
    loading = true;
    const mine = opening;
    onState({ kind: 'loading' });
    try {
      const { value, done } = await pages.next();
      if (mine !== opening) return;
      if (value) records.putAll(value.metadata, value.preSignedUrls);
      onState(done || value?.nextCursor === undefined ? { kind: 'end' } : { kind: 'more' });
    } catch (error) {
      if (mine !== opening) return;
      // A generator that has thrown is over: what is shown stays, and the next attempt begins anew.
      pages = client.list(query());
      onState({ kind: 'failed', error });
    } finally {
      if (mine === opening) loading = false;
    }
  };

  const open = (next: Filters): Promise<void> => {
    opening += 1;
    filters = next;
    loading = false;
    records.clear();
    pages = client.list(query());
    return more();
  };

  /** Takes in what is new or has changed; true when something has. */
  const refresh = async (): Promise<boolean> => {
    const mine = opening;
    const { value: page } = await client.list(query(), { retries: 0 }).next();
    if (!page || mine !== opening) return false;
    const seen = new Set(page.metadata.map(({ id }) => id));
    const changing = records.all().filter(({ metadata }) => isChanging(metadata));
    const beyond = changing.map(({ metadata }) => metadata.id).filter((id) => !seen.has(id));
    const looked = await Promise.all(turn(beyond).map(look));
    return records.putAll(page.metadata, page.preSignedUrls) || looked.includes(true);
  };

  /** A few at a time, each in its turn. */
  const turn = (ids: string[]): string[] => {
    straggler = ids.length > STRAGGLERS ? (straggler + STRAGGLERS) % ids.length : 0;
    return [...ids.slice(straggler), ...ids.slice(0, straggler)].slice(0, STRAGGLERS);
  };

  const look = async (id: string): Promise<boolean> => {
    try {
      const { metadata, preSignedUrl } = await client.get(id, { retries: 0 });
      return records.putAll([metadata], preSignedUrl ? [preSignedUrl] : []);
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 404) return false;
      records.remove(id);
      return true;
    }
  };

  return { open, more, refresh, look, filters: () => filters };
}

/** Whether a record is about to change by itself: its image is on the way, or its thumbnail. */
export function isChanging(metadata: Metadata): boolean {
  return metadata.status === 'pending' || awaitsThumbnail(metadata);
}

/** Whether a record belongs under the filters. */
export function fits(
  { status, tag }: Filters,
  record: { status: string; tags?: string[] | undefined },
): boolean {
  return (!status || record.status === status) && (!tag || (record.tags ?? []).includes(tag));
}
