import type { Metadata } from '../../client/types.ts';
import { imagesWords } from '../words/failures.ts';
import { errorWords } from '../words.ts';
import type { FeedState, Filters } from './feed.ts';

const day = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'long', year: 'numeric' });

export interface ShownState {
  state: FeedState;
  filters: Filters;
  /** What is searched for. */
  q: string;
  /** Images that are shown. */
  count: number;
  /** Images among which was searched. */
  searched: number;
  /** The last record of the pages. */
  reached: Metadata | undefined;
}

/** What stands above the images: how many there are, and how far was looked. */
export function summaryWords(shown: ShownState): string {
  const { state, filters, q, count } = shown;
  if (state.kind === 'failed') return errorWords(state.error);
  if (q && (state.kind !== 'loading' || shown.searched > 0)) return foundWords(shown);
  if (state.kind === 'loading' && count === 0) return 'Loading…';
  if (count > 0) return state.kind === 'end' ? imagesWords(count) : `${imagesWords(count)}, and more below`;
  if (state.kind === 'more') return 'No image fits the filter so far.';
  return filters.status || filters.tag ? 'No image fits the filter.' : 'No images yet. Drop some here.';
}

function foundWords({ state, filters, count, searched, reached }: ShownState): string {
  const found = `${count === 0 ? 'Nothing' : count.toLocaleString()} found in`;
  if (state.kind === 'end') return `${found} all ${imagesWords(searched)}`;
  const among = `${found} ${imagesWords(searched)}`;
  if (!reached) return among;
  const date = day.format(reached.createdAt);
  return filters.order === 'oldest' ? `${among}, looked up to ${date}` : `${among}, looked back to ${date}`;
}
