import { createClient, type ImageIntakeClient } from '../../client/client.ts';
import { ArgumentError } from '../../client/errors.ts';
import { byId } from '../dom.ts';
import { askForKey, forgetKey, isKeyRefused, storedKey, storeKey } from '../key.ts';
import { errorWords } from '../words.ts';
import { createReach, reachWords } from './reach.ts';

export interface Clients {
  client: ImageIntakeClient;
  /** Its requests outlive the page, and are made once. */
  lastClient: ImageIntakeClient;
}

/** Asks for the key until there is one that can be sent; whether it is the right one, the service says. */
export async function connect(baseUrl: string): Promise<Clients> {
  const watched = watchReach();
  let apiKey = storedKey() ?? (await askForKey());
  for (;;) {
    try {
      const client = createClient({ baseUrl, apiKey, fetch: watched });
      const lasting: typeof fetch = (url, init) => fetch(url, { ...init, keepalive: true });
      storeKey(apiKey);
      return { client, lastClient: createClient({ baseUrl, apiKey, retries: 0, fetch: lasting }) };
    } catch (error) {
      if (!(error instanceof ArgumentError) || error.argument !== 'apiKey') throw error;
      apiKey = await askForKey(errorWords(error));
    }
  }
}

/** Asks for another key where the service has refused the one that it was given. */
export async function renewKey(error: unknown): Promise<void> {
  if (!isKeyRefused(error)) return;
  forgetKey();
  storeKey(await askForKey(errorWords(error)));
  location.reload();
}

/** A `fetch` by whose answers the page says how the connection is. */
function watchReach(): typeof fetch {
  const banner = byId('offline');
  const reach = createReach((now) => {
    banner.textContent = reachWords(now);
    banner.hidden = now === 'fine';
  });
  const hint = () => reach.hint(navigator.onLine);
  addEventListener('online', hint);
  addEventListener('offline', hint);
  hint();
  return reach.watch((url, init) => fetch(url, init));
}
