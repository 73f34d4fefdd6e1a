import { createClient, type ImageIntakeClient } from '../../client/client.ts';
import { ArgumentError } from '../../client/errors.ts';
import { byId } from '../dom.ts';
import { askForKey, forgetKey, isKeyRefused, keyFault, storedKey, storeKey } from '../key.ts';
import { tell } from '../messages.ts';
import { createReach, reachWords } from './reach.ts';

/** Asks for the key until there is one that can be sent; whether it is the right one, the service says. */
export async function connect(baseUrl: string): Promise<ImageIntakeClient> {
  const watched = watchReach();
  let apiKey = storedKey() ?? (await askForKey());
  for (;;) {
    try {
      const client = createClient({ baseUrl, apiKey, fetch: watched });
      if (storeKey(apiKey)) return client;
      // A wrong key cannot be asked for again with a reload.
      await client.list({ limit: 1 }).next();
      tell('This browser lets the page keep nothing: after a reload it asks for the key again.');
      return client;
    } catch (error) {
      const wrong = error instanceof ArgumentError && error.argument === 'apiKey';
      if (!wrong && !isKeyRefused(error)) throw error;
      apiKey = await askForKey(keyFault(error));
    }
  }
}

/** Asks for another key where the service has refused the one that it was given. */
export async function renewKey(error: unknown): Promise<void> {
  if (!isKeyRefused(error)) return;
  forgetKey();
  storeKey(await askForKey(keyFault(error)));
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
