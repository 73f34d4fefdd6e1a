import { readEnvironment } from '../shared/env.ts';
import type { Endpoint } from './endpoint.ts';
import { WEBHOOK_SENDER_ENV } from './env.ts';

/** What the stage decides, from the environment. */
export interface Settings {
  endpoints: readonly Endpoint[];
}

/** @throws Error that lists every missing variable, or names a malformed one */
export function readSettings(): Settings {
  const text = readEnvironment(WEBHOOK_SENDER_ENV).text('WEBHOOKS');
  const endpoints = parsed(text);
  if (!Array.isArray(endpoints) || endpoints.length === 0 || !endpoints.every(isEndpoint)) {
    // Their URLs are nobody else's business.
    throw new Error(
      `WEBHOOKS must be a JSON array of endpoints, not ${text.length} characters of something else`,
    );
  }
  return { endpoints };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isEndpoint(value: unknown): value is Endpoint {
  const { name, url, queue, secret, loopback } = (value ?? {}) as Partial<Record<keyof Endpoint, unknown>>;
  return (
    [name, secret].every((text) => typeof text === 'string' && text !== '') &&
    [url, queue].every((text) => typeof text === 'string' && URL.canParse(text)) &&
    (loopback === undefined || loopback === true)
  );
}
