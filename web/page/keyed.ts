import { unlessAborted } from '../../client/http/retry.ts';

const KEY = 'x-api-key';

export interface KeyedOptions {
  request: typeof fetch;
  key: string;
  /** Asks for a key in place of one that was refused. */
  renew: () => Promise<string>;
}

/**
 * A `fetch` that sends the page's present key where the client sends one: to the API, never to the storage. When the
 * service refuses the key, whatever was asked for, another one is asked for once, and the calls wait for it and go on. None
 * waits longer than its time limit.
 */
export function createKeyed({ request, key: first, renew }: KeyedOptions) {
  let key = first;
  let renewing: Promise<void> | undefined;

  const renewed = () => {
    renewing ??= renew()
      .then((next) => {
        key = next;
      })
      .finally(() => {
        renewing = undefined;
      });
    return renewing;
  };

  const keyed: typeof fetch = async (input, init) => {
    const headers = new Headers(init?.headers);
    if (!headers.has(KEY)) return request(input, init);
    for (;;) {
      // Of a page that is left nobody can be asked.
      if (renewing && !init?.keepalive) await unlessAborted(renewing, init?.signal);
      const used = key;
      headers.set(KEY, used);
      const response = await request(input, { ...init, headers });
      if (init?.keepalive || !(await isRefusal(response))) return response;
      if (used === key) await unlessAborted(renewed(), init?.signal);
    }
  };

  return {
    fetch: keyed,
    /** From now on another key is sent. */
    change: (next: string): void => {
      key = next;
    },
  };
}

/** Whether the service refused the key itself. A firewall answers 403 too, to requests whose key is good. */
async function isRefusal(response: Response): Promise<boolean> {
  if (response.status !== 403) return false;
  const body = await response
    .clone()
    .json()
    .catch(() => undefined);
  return Object(body).code === 'Forbidden';
}
