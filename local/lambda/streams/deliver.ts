import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StreamEntry } from '../../dynamodb/streams/stream.ts';
import type { Invocation } from '../functions.ts';
import { checkpoint } from './checkpoint.ts';

/** How a mapping hands batches over, and what it does with those that fail. */
export interface DeliverySettings {
  reportsItemFailures: boolean;
  /** A batch that fails is split in two. */
  bisects: boolean;
  /** Infinity: until the record is too old. */
  retries: number;
  /** Infinity: whatever the age. */
  maximumAgeMs: number;
  /** Waits and ages are this part of what they are on AWS. */
  scale(): number;
  invoke(event: unknown, call: { requestId: string; iteratorAgeMs: number }): Promise<Invocation>;
  /** Takes what is given up. Never rejects. */
  discard(discarded: Discarded): Promise<void>;
  /** Told why records will be retried, or are given up. */
  onFailure(reason: string): void;
}

/** Records that are given up, and the invocation that failed last. */
export interface Discarded {
  entries: StreamEntry[];
  condition: 'RetryAttemptsExhausted' | 'RecordAgeExceeded';
  invocations: number;
  requestId: string;
  functionFailed: boolean;
}

/** A batch, or a part of one. */
interface Part {
  entries: StreamEntry[];
  /** Failed attempts that count as such: splitting is none. */
  failures: number;
  invocations: number;
  /** Of the last attempt. */
  requestId: string;
}

const MOST_WAIT_SECONDS = 60;

/**
 * Hands a batch over until it is done or given up; in order, so that nothing of the shard comes after it before.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
 * @param signal - aborted, the attempt under way is the last
 * @returns whether nothing of it is left
 */
export async function deliver(
  entries: StreamEntry[],
  settings: DeliverySettings,
  signal: AbortSignal,
): Promise<boolean> {
  const parts: Part[] = [{ entries, failures: 0, invocations: 0, requestId: randomUUID() }];
  let failuresInARow = 0;
  while (parts.length > 0 && !signal.aborted) {
    const [part, ...later] = parts as [Part, ...Part[]];
    const fresh = await withoutOld(part, settings);
    if (fresh.length === 0) {
      parts.shift();
      continue;
    }
    const left = await attempt({ ...part, entries: fresh, requestId: randomUUID() }, settings);
    parts.splice(0, parts.length, ...left, ...later);
    if (left.length === 0) {
      failuresInARow = 0;
      continue;
    }
    const seconds = Math.min(MOST_WAIT_SECONDS, 2 ** failuresInARow++);
    await sleep(seconds * 1000 * settings.scale(), undefined, { signal }).catch(() => {});
  }
  return parts.length === 0;
}

/** The records that are not too old; those that are go where what is given up goes. */
async function withoutOld(
  part: Part,
  { maximumAgeMs, scale, discard }: DeliverySettings,
): Promise<StreamEntry[]> {
  if (maximumAgeMs === Number.POSITIVE_INFINITY) return part.entries;
  const oldest = Date.now() - maximumAgeMs * scale();
  const [old, fresh] = [true, false].map((wanted) => part.entries.filter(({ at }) => at < oldest === wanted));
  if (old!.length > 0) {
    const { invocations, requestId } = part;
    const functionFailed = part.failures > 0;
    await discard({ entries: old!, condition: 'RecordAgeExceeded', invocations, requestId, functionFailed });
  }
  return fresh!;
}

/** @returns what remains to be done, in order */
async function attempt(part: Part, settings: DeliverySettings): Promise<Part[]> {
  const { entries, requestId } = part;
  const iteratorAgeMs = Math.max(0, Date.now() - entries.at(-1)!.at);
  const event = { Records: entries.map(({ record }) => record) };
  const outcome = await settings.invoke(event, { requestId, iteratorAgeMs });
  const { failedFrom, reason } = checkpoint(outcome, entries, settings.reportsItemFailures);
  if (reason !== undefined) settings.onFailure(reason);
  if (failedFrom === undefined) return [];

  const left: Part = { ...part, entries: entries.slice(failedFrom) };
  // It has not run, which is no failure of its own: it is retried until the records are too old.
  if ('error' in outcome && outcome.throttled) return [left];
  left.invocations++;
  // Splitting takes no retry.
  if (settings.bisects && failedFrom > 0) return [left];
  if (settings.bisects && left.entries.length > 1) {
    const middle = Math.ceil(left.entries.length / 2);
    return [
      { ...left, entries: left.entries.slice(0, middle) },
      { ...left, entries: left.entries.slice(middle) },
    ];
  }
  left.failures++;
  if (left.failures <= settings.retries) return [left];
  await settings.discard({
    entries: left.entries,
    condition: 'RetryAttemptsExhausted',
    invocations: left.invocations,
    requestId,
    functionFailed: 'error' in outcome,
  });
  return [];
}
