import type { Feed } from '../feed.ts';
import type { createChanges } from './changes.ts';
import type { Newcomers } from './newcomers.ts';
import { createPoller, SLOWLY } from './polling.ts';

export interface KeepUpOptions {
  feed: Feed;
  changes: ReturnType<typeof createChanges>;
  newcomers: Newcomers;
  /** Whether newcomers may come in by themselves: nothing moves away under the reader. */
  isCalm: () => boolean;
  /** Newcomers may have come in, or wait. */
  onNews: () => void;
}

/** Keeps the page up with the service, as long as it is seen: soon where something is about to change, else slowly. */
export function keepUp({ feed, changes, newcomers, isCalm, onNews }: KeepUpOptions) {
  // Whether there is a network the answers say: what the browser thinks of it can be wrong for hours.
  const possible = () => !document.hidden;
  const changing = createPoller({ needed: changes.needed, possible, poll: changes.poll });
  const news = createPoller({
    needed: () => true,
    possible,
    pauses: SLOWLY,
    poll: async () => {
      if (feed.state().kind === 'failed') await feed.more();
      const found = await newcomers.poll();
      if (isCalm()) newcomers.release();
      onNews();
      return found;
    },
  });
  const look = () => {
    news.now();
    changing.wake();
  };
  addEventListener('focus', look);
  addEventListener('online', look);
  document.addEventListener('visibilitychange', () => {
    if (possible()) return look();
    changing.review();
    news.review();
  });
  return {
    /** A list was opened. */
    start: (): void => {
      changing.wake();
      news.wake();
    },
    /** Something is expected to change soon. */
    wake: changing.wake,
    review: changing.review,
  };
}
