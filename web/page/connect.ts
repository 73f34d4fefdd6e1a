import { createClient, type ImageIntakeClient } from '../../client/client.ts';
import { ArgumentError } from '../../client/errors.ts';
import { byId } from '../dom.ts';
import { askForKey, forgetKey, isKeyRefused, KEY_REFUSED, keyFault, storedKey, storeKey } from '../key.ts';
import { tell } from '../messages.ts';
import { createKeyed } from './keyed.ts';
import { createReach, reachWords } from './reach.ts';

/** The client of the page, and what it is in the name of. */
export interface Connected {
  client: ImageIntakeClient;
  /** What the button does that tells it. */
  act: () => Promise<void>;
  /** Whose uploads those are that the page remembers: of a person who is signed in; without, of all who have the key. */
  owner?: string;
}

/** Connects with the key of this tab; where there is none, or the service refuses it, the person is asked. */
export async function connect(baseUrl: string, request: typeof fetch): Promise<Connected> {
  byId('key').classList.remove('later');
  let told = false;
  const keep = (key: string): string => {
    const kept = storeKey(key);
    if (!kept && !told) {
      tell('This browser lets the page keep nothing: after a reload it asks for the key again.');
      told = true;
    }
    return key;
  };
  /** Asks until there is a key that can be sent and that the service does not refuse. */
  const ask = async (cancel: boolean, fault = ''): Promise<string | undefined> => {
    const apiKey = await askForKey({ fault, cancel });
    if (apiKey === undefined) return undefined;
    try {
      await createClient({ baseUrl, apiKey, fetch: request, retries: 0 }).list({ limit: 1 }).next();
    } catch (error) {
      const unsendable = error instanceof ArgumentError && error.argument === 'apiKey';
      if (unsendable || isKeyRefused(error)) return ask(cancel, keyFault(error));
    }
    return apiKey;
  };
  const insist = async (fault?: string) => keep((await ask(false, fault))!);

  const key = storedKey() ?? (await insist());
  const keyed = createKeyed({
    request,
    key,
    renew: () => {
      forgetKey();
      return insist(KEY_REFUSED);
    },
  });
  return {
    client: createClient({ baseUrl, apiKey: key, fetch: keyed.fetch }),
    // Asks for another key, and takes it when the service does; the page goes on with it.
    act: async () => {
      const next = await ask(true);
      if (next === undefined) return;
      keyed.change(keep(next));
      tell('The key was changed.');
    },
  };
}

/** A `fetch` by whose answers the page says how the connection is. */
export function watchReach(): typeof fetch {
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
