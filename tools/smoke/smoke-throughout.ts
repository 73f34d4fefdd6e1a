import { setTimeout as sleep } from 'node:timers/promises';
import { smoke } from './smoke-steps.ts';

export interface SmokeTarget {
  /** The API's base URL, with its stage. */
  baseUrl: string;
  apiKey: string;
}

export interface ThroughoutOptions {
  /** What is to be tested; undefined while nothing is deployed. Asked until there is something. */
  find(): Promise<SmokeTarget | undefined>;
  /** Ends it: rounds under way are finished, no further one begins. */
  stop: AbortSignal;
  /** From the start of one round to that of the next. A round is some dozen requests. */
  everyMs: number;
  /** Called for each round that failed. */
  onFailure(message: string): void;
  /** How long an inspection may take. */
  waitMs?: number;
}

/** Rounds under way at once: they take long when the service is slow, and traffic must go on then. */
const MOST_AT_ONCE = 20;

/**
 * Does the main job again and again, as the traffic by which a release is judged while it takes over. A failure does not
 * end it. Nothing is tried twice: what fails for one call in ten is to be seen.
 * @returns how many rounds went well, and how many failed
 */
export async function smokeThroughout(options: ThroughoutOptions): Promise<{ well: number; failed: number }> {
  const { find, stop, everyMs, onFailure, waitMs = 30_000 } = options;
  const done = { well: 0, failed: 0 };
  const underWay = new Set<Promise<void>>();
  const fail = (error: Error) => {
    done.failed++;
    onFailure(error.message);
  };
  let target: SmokeTarget | undefined;
  while (!stop.aborted) {
    const next = sleep(everyMs, undefined, { signal: stop }).catch(() => undefined);
    target ??= await find().catch((error: Error) => void fail(error));
    if (target && underWay.size < MOST_AT_ONCE && !stop.aborted) {
      const round: Promise<void> = smoke({ ...target, retries: 0, waitMs, report: () => undefined })
        .then(() => void done.well++, fail)
        .finally(() => underWay.delete(round));
      underWay.add(round);
    }
    await next;
  }
  await Promise.all(underWay);
  return done;
}
