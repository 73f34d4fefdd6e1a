import { readEnvironment } from '../shared/env.ts';
import type { Endpoint } from './endpoint.ts';
import { WEBHOOK_SENDER_ENV } from './env.ts';

/** What the stage decides, from the environment. */
export interface Settings {
  endpoints: readonly Endpoint[];
}

/** @throws Error that lists every missing variable, or names a malformed one */
export function readSettings(): Settings {
  const env = readEnvironment(WEBHOOK_SENDER_ENV);
  return { endpoints: env.json('WEBHOOKS', areEndpoints, 'a JSON array of endpoints') };
}

const areEndpoints = (value: unknown): value is Endpoint[] =>
  Array.isArray(value) && value.length > 0 && value.every(isEndpoint);

function isEndpoint(value: unknown): value is Endpoint {
  const { name, url, queue, secret, loopback } = (value ?? {}) as Partial<Record<keyof Endpoint, unknown>>;
  return (
    [name, secret].every((text) => typeof text === 'string' && text !== '') &&
    [url, queue].every((text) => typeof text === 'string' && URL.canParse(text)) &&
    (loopback === undefined || loopback === true)
  );
}
