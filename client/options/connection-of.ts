import { checkCall, checkedBaseUrl, checkedHeader, checkTimeout, checkTokenSource } from '../arguments.ts';
import { ArgumentError } from '../errors.ts';
import type { Connection } from '../http/request.ts';
import type { ClientOptions } from './client-options.ts';

/** How a client reaches its service. @throws ArgumentError for an option that cannot be right */
export function connectionOf(options: ClientOptions): Connection {
  const {
    baseUrl,
    token,
    retries = 4,
    timeoutMs = 30_000,
    fetch = globalThis.fetch?.bind(globalThis),
  } = options;
  checkCall({ retries });
  checkTimeout(timeoutMs);
  if (typeof fetch !== 'function') throw new ArgumentError('fetch', 'must be given: there is no global one');
  if ('token' in options) checkTokenSource(token, options);
  return {
    baseUrl: checkedBaseUrl(baseUrl),
    // One that is given and undefined was meant to be there.
    apiKey: 'apiKey' in options ? checkedHeader('apiKey', options.apiKey) : undefined,
    token,
    retries,
    timeoutMs,
    fetch,
  };
}
