import { IntakeError } from '../errors.ts';

const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 10_000;
/** A service that asks for more patience than this is not waited for. */
const LONGEST_RETRY_AFTER_MS = 60_000;

/**
 * Calls `attempt` until it succeeds, fails for good, or has failed `retries` + 1 times. Waits between attempts
 * with exponential backoff and full jitter, and at least as long as the service asks (`Retry-After`).
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 * @throws the last attempt's error, or the signal's reason.
 */
export async function withRetries<T>(
  attempt: (count: number) => Promise<T>,
  retries: number,
  signal?: AbortSignal,
): Promise<T> {
  for (let count = 0; ; count += 1) {
    signal?.throwIfAborted();
    try {
      return await attempt(count);
    } catch (error) {
      if (count >= retries || !(error instanceof IntakeError) || !error.retryable) throw error;
      const asked = error.retryAfterMs ?? 0;
      if (asked > LONGEST_RETRY_AFTER_MS) throw error;
      await sleep(asked + jitter(count), signal);
    }
  }
}

function jitter(count: number): number {
  return Math.random() * Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** count);
}

/** Reads `Retry-After`: seconds, or an HTTP date. Returns ms. https://www.rfc-editor.org/rfc/rfc9110#field.retry-after */
export function retryAfter(header: string | null, now = Date.now()): number | undefined {
  if (header === null || header.trim() === '') return undefined;
  const seconds = Number(header);
  const ms = Number.isNaN(seconds) ? Date.parse(header) - now : seconds * 1000;
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

/** Waits `ms`. @throws the signal's reason when it is aborted meanwhile. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const abort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abort);
      resolve();
    }, ms);
    signal?.addEventListener('abort', abort, { once: true });
  });
}

/** What is promised. @throws the signal's reason when it is aborted first. */
export async function unlessAborted<T>(promise: Promise<T>, signal?: AbortSignal | null): Promise<T> {
  if (!signal) return promise;
  signal.throwIfAborted();
  const done = new AbortController();
  const aborted = new Promise<never>((_, reject) =>
    signal.addEventListener('abort', () => reject(signal.reason), { signal: done.signal }),
  );
  return Promise.race([promise, aborted]).finally(() => done.abort());
}
