import { setTimeout as sleep } from 'node:timers/promises';
import type { Invocation } from '../lambda/functions.ts';

/** API Gateway waits this long for a function, ms, unless told otherwise. */
export const DEFAULT_TIMEOUT = 29_000;

/** What is behind the gateway, and where it tells of failures there. */
export interface Backend {
  invoke(functionArn: string, event: unknown): Promise<Invocation>;
  /** Told of what API Gateway would write to its execution log. */
  onError(message: string): void;
}

/** What a function made of an event; undefined when it takes too long. */
export async function invokeWithin(
  timeoutMs: number,
  { invoke }: Pick<Backend, 'invoke'>,
  functionArn: string,
  event: unknown,
): Promise<Invocation | undefined> {
  const timeout = new AbortController();
  try {
    return await Promise.race([
      invoke(functionArn, event),
      sleep(timeoutMs, undefined, { signal: timeout.signal }).catch(() => undefined),
    ]);
  } finally {
    timeout.abort();
  }
}
