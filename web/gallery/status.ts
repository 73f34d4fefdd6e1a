import type { ImageIntakeClient } from '../../client/client.ts';
import { byId } from '../dom.ts';
import { tell } from '../messages.ts';
import { errorWords } from '../words.ts';
import type { Feed } from './feed.ts';
import { searchFurther } from './filters/find.ts';
import { createTagList } from './filters/form.ts';
import type { Newcomers } from './news/newcomers.ts';
import { refreshAll, refreshedWords } from './news/refresh.ts';
import type { Records } from './records.ts';
import type { Shown } from './shown.ts';
import { summaryWords } from './summary.ts';

/** Loads more when the end of the list comes this near (CSS pixels). */
const AHEAD = '1200px';

export interface StatusOptions {
  client: ImageIntakeClient;
  records: Records;
  feed: Feed;
  shown: Shown;
  newcomers: Newcomers;
  look: (id: string) => Promise<boolean>;
  /** Shows the newcomers. */
  onNewcomers: () => void;
  redraw: () => void;
}

/** What stands around the images: how many there are, and the buttons that get more of them. */
export function createStatus(options: StatusOptions) {
  const { client, records, feed, shown, newcomers, look, onNewcomers, redraw } = options;
  const summary = byId('summary');
  const more = byId<HTMLButtonElement>('more');
  const news = byId<HTMLButtonElement>('newcomers');
  const refresh = byId<HTMLButtonElement>('refresh');
  const tags = createTagList(byId('known-tags'), shown.knownTags);
  let search: AbortController | undefined;
  let said = '';

  const end = new IntersectionObserver(
    ([entry]) => entry?.isIntersecting && feed.state().kind === 'more' && !shown.query() && void feed.more(),
    { rootMargin: AHEAD },
  );
  /** Asks anew whether the end is near: a page may fill less than the screen, and then nothing would cross it. */
  const watchEnd = () => {
    end.disconnect();
    end.observe(more.parentElement!);
  };

  const searchOn = async () => {
    search = new AbortController();
    redraw();
    await searchFurther(
      {
        found: () => shown.ids().length,
        more: () => ['more', 'failed'].includes(feed.state().kind),
        load: async () => {
          await feed.more();
          if (feed.state().kind === 'failed') search?.abort();
        },
      },
      search.signal,
    );
    search = undefined;
    redraw();
  };

  more.addEventListener('click', () => {
    if (search) search.abort();
    else void (shown.query() ? searchOn() : feed.more());
  });
  news.addEventListener('click', onNewcomers);
  refresh.addEventListener('click', async () => {
    refresh.disabled = true;
    try {
      const found = await refreshAll(client, records, feed, look);
      redraw();
      tell(refreshedWords(found));
    } catch (error) {
      tell(errorWords(error), 'fault');
    }
    refresh.disabled = false;
  });

  const moreWords = () => {
    if (search) return 'Stop searching';
    if (feed.state().kind === 'failed') return 'Try again';
    return shown.query() ? 'Search further' : 'Load more';
  };
  const render = () => {
    const state = feed.state();
    more.hidden = !search && state.kind !== 'more' && state.kind !== 'failed';
    more.textContent = moreWords();
    const { count, many } = newcomers.waiting(shown.wouldShow);
    news.hidden = count === 0;
    news.textContent = `${count}${many ? ' or more' : ''} new`;
    const words = summaryWords({
      state,
      filters: feed.filters(),
      q: shown.query(),
      count: shown.ids().length,
      searched: shown.searched(),
      reached: feed.reached(),
    });
    // What is written again is read out again.
    if (words !== said) summary.textContent = words;
    said = words;
    tags.render();
  };
  return {
    render,
    watchEnd,
    /** Another list was opened. */
    stopSearch: () => search?.abort(),
  };
}
