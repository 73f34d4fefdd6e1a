/** What is to be said of the connection. */
export type Reach = 'fine' | 'offline' | 'unreachable';

/**
 * Judges the connection by answers. What the browser says of it (`navigator.onLine`) is a hint alone, for it can be stuck
 * either way: it is believed until an answer proves it wrong.
 */
export function createReach(onChange: (reach: Reach) => void) {
  let hint = true;
  let answered = true;
  let told: Reach = 'fine';

  const review = () => {
    const reach = answered ? 'fine' : hint ? 'unreachable' : 'offline';
    if (reach === told) return;
    told = reach;
    onChange(reach);
  };

  return {
    /** The browser says that there is a network, or none. */
    hint: (online: boolean): void => {
      hint = online;
      // Without a network no answer is to be expected; with one the next shows it.
      if (!online) answered = false;
      review();
    },
    /** Like `fetch`, and sees whether anything answers. */
    watch:
      (request: typeof fetch): typeof fetch =>
      async (input, init) => {
        try {
          const response = await request(input, init);
          answered = true;
          return response;
        } catch (error) {
          // Aborting says nothing of the connection.
          if (!init?.signal?.aborted) answered = false;
          throw error;
        } finally {
          review();
        }
      },
  };
}

export function reachWords(reach: Reach): string {
  if (reach === 'offline') {
    return 'You seem to be offline. What is shown may be out of date; the page asks again by itself.';
  }
  return reach === 'unreachable' ? 'The service cannot be reached. The page asks again by itself.' : '';
}
