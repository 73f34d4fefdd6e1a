import { ApiError } from '../../../client/errors.ts';
import type { Metadata } from '../../../client/types.ts';
import { aFewAtATime } from '../../page/a-few-at-a-time.ts';
import { type Failure, failureWords, imagesWords } from '../../words/failures.ts';

/** What came of doing something to many records. */
export interface Outcome {
  total: number;
  done: number;
  /** There was nothing to do to them. */
  soAlready?: number | undefined;
  failures: Failure[];
}

export interface BulkOptions {
  atOnce?: number;
  signal: AbortSignal;
  /** @param over How many are over, whatever came of them. */
  onProgress: (over: number) => void;
  /** A record is no longer there. */
  onGone?: ((id: string) => void) | undefined;
}

const AT_ONCE = 4;

/**
 * Does something to records, a few at a time, until all are through or it is stopped. What one throws stops no other.
 * @param work may answer `so already` where there is nothing to do.
 */
export async function doToAll(
  records: readonly Metadata[],
  work: (metadata: Metadata) => Promise<unknown>,
  { atOnce = AT_ONCE, signal, onProgress, onGone }: BulkOptions,
): Promise<Outcome> {
  const failures: Failure[] = [];
  let done = 0;
  let soAlready = 0;
  await aFewAtATime(records, atOnce, async (metadata) => {
    if (signal.aborted) return;
    try {
      if ((await work(metadata)) === 'so already') soAlready += 1;
      else done += 1;
    } catch (error) {
      // What was stopped in its midst is neither done nor failed.
      if (!signal.aborted) failures.push({ metadata, error });
      if (error instanceof ApiError && error.status === 404) onGone?.(metadata.id);
    }
    onProgress(done + soAlready + failures.length);
  });
  return { total: records.length, done, ...(soAlready > 0 && { soAlready }), failures };
}

/**
 * The sum for a person: `48 of 50 tagged; 2 failed: “a.png”: …`.
 * @param verb In the past: `tagged`.
 */
export function outcomeWords(verb: string, { total, done, soAlready = 0, failures }: Outcome): string {
  const left = total - done - soAlready - failures.length;
  const all = done === total ? `${imagesWords(total)} ${verb}` : `${done} of ${total} ${verb}`;
  const already = soAlready > 0 ? `; ${soAlready} needed no change` : '';
  const stopped = left > 0 ? `; stopped before ${left === 1 ? 'the last' : `${left} others`}` : '';
  const failed = failures.length > 0 ? `; ${failures.length} failed: ${failureWords(failures)}` : '.';
  return all + already + stopped + failed;
}
