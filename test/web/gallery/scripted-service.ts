import { ApiError, NetworkError } from '../../../client/errors.ts';
import type { CallOptions } from '../../../client/http/request.ts';
import type { Image, ListParameters, Metadata, Page } from '../../../client/types.ts';
import { someMetadata } from '../metadata.ts';

/** A service that lists what it has as the real one does, and writes down what it is asked. */
export function scriptedService() {
  const has = new Map<string, Metadata>();
  const lists: ListParameters[] = [];
  const reads: string[] = [];
  /** There, and in no list yet. */
  const unlisted = new Set<string>();
  let offline = false;
  let gate: Promise<void> | undefined;

  const newestFirst = (a: Metadata, b: Metadata) => b.createdAt - a.createdAt || (b.id > a.id ? 1 : -1);
  const pageOf = (query: ListParameters): Page => {
    const { limit = 50, order, status, tag, createdAfter, createdBefore, cursor } = query;
    const found = [...has.values()]
      .filter(({ id }) => !unlisted.has(id))
      .sort(newestFirst)
      .filter(({ createdAt }) => createdAfter == null || createdAt > createdAfter)
      .filter(({ createdAt }) => createdBefore == null || createdAt < createdBefore)
      .filter(
        (metadata) => (!status || metadata.status === status) && (!tag || metadata.tags?.includes(tag)),
      );
    if (order === 'asc') found.reverse();
    const from = cursor ? found.findIndex(({ id }) => id === cursor) + 1 : 0;
    const metadata = found.slice(from, from + limit);
    const more = from + limit < found.length;
    return { metadata, preSignedUrls: [], ...(more && { nextCursor: metadata.at(-1)!.id }) };
  };

  return {
    lists,
    reads,
    unlisted,
    /** Makes a record, or changes one. */
    put: (fields: Partial<Metadata> & { id: string }): Metadata => {
      const metadata = someMetadata({ status: 'ready', ...has.get(fields.id), ...fields });
      has.set(fields.id, metadata);
      return metadata;
    },
    delete: (id: string) => has.delete(id),
    setOffline: (now: boolean) => {
      offline = now;
    },
    /** Answers wait until the function that this gives is called. */
    hold: () => {
      let release: () => void = () => undefined;
      gate = new Promise((resolve) => {
        release = resolve;
      });
      return release;
    },
    client: {
      async *list(query: ListParameters = {}, _options: CallOptions = {}): AsyncGenerator<Page, void, void> {
        let cursor = query.cursor;
        do {
          lists.push({ ...query, cursor });
          await gate;
          if (offline) throw new NetworkError('offline');
          const page = pageOf({ ...query, cursor });
          yield page;
          cursor = page.nextCursor;
        } while (cursor !== undefined);
      },
      get: async (id: string): Promise<Image> => {
        reads.push(id);
        if (offline) throw new NetworkError('offline');
        const metadata = has.get(id);
        if (!metadata) throw new ApiError(404, { message: 'gone', code: 'NotFound' });
        return { metadata, preSignedUrl: null };
      },
    },
  };
}
