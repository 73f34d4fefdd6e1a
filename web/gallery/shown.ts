import type { Metadata } from '../../client/types.ts';
import { type Feed, fits } from './feed.ts';
import { matcher } from './filters/find.ts';
import type { Entry, Records } from './records.ts';

export type Shown = ReturnType<typeof createShown>;

/** Which of the records the gallery shows, and in which order. */
export function createShown(records: Records, feed: Feed, isHidden: (metadata: Metadata) => boolean) {
  let query = '';
  let matches = matcher(query);

  const searched = (): Entry[] =>
    records
      .all()
      .filter(
        ({ metadata }) => feed.lists(metadata.id) && !isHidden(metadata) && fits(feed.filters(), metadata),
      );
  const inOrder = <T>(newestFirst: T[]) =>
    feed.filters().order === 'oldest' ? newestFirst.reverse() : newestFirst;
  const entries = () => inOrder(searched().filter(({ metadata }) => matches(metadata)));

  return {
    entries,
    /** How many there are before they are searched. */
    searched: () => searched().length,
    ids: () => entries().map(({ metadata }) => metadata.id),
    /** The same, and one that is opened though it is not among them. */
    idsWith: (id: string): string[] => {
      const among = new Set(entries().map(({ metadata }) => metadata.id)).add(id);
      const all = records.all().map(({ metadata }) => metadata.id);
      return inOrder(all.filter((each) => among.has(each)));
    },
    /** Whether a record would be shown if it were listed. */
    wouldShow: (metadata: Metadata) => !isHidden(metadata) && matches(metadata),
    query: () => query,
    setQuery: (next: string): void => {
      query = next;
      matches = matcher(next);
    },
    /** Every tag that is known, in the order of the alphabet. */
    knownTags: (): string[] => {
      const tags = records.all().flatMap(({ metadata }) => metadata.tags ?? []);
      return [...new Set(tags)].sort((a, b) => a.localeCompare(b));
    },
  };
}
