import { setTimeout } from 'node:timers/promises';
import type { Report } from '../../lambdas/reconciler/running/report.ts';
import type { BeginRequest, Run } from '../../lambdas/reconciler/running/run.ts';
import type { SliceAnswer } from '../../lambdas/reconciler/serve.ts';
import { type Invoke, ReconcilerFailed } from './invoke.ts';

export interface ReconcileOptions {
  /** Ends it between two slices. What is begun can be begun anew at any time. */
  signal: AbortSignal;
  /** Told after each slice. */
  onSlice(answer: SliceAnswer): void;
  /** Epoch ms. */
  now?: () => number;
  pause?: Pause;
}

/** @param ms - to wait, unless the signal aborts it */
type Pause = (ms: number, value: undefined, options: { signal: AbortSignal }) => Promise<unknown>;

/** How a run by hand has ended. */
export interface Outcome {
  run: Run;
  report: Report;
}

/** Attempts at a slice, which can be repeated, and what is waited for between them, ms; also where a clock is ahead. */
const [ATTEMPTS, PAUSE_MS] = [3, 2_000];

/**
 * Runs the reconciler slice by slice. What it knows is here meanwhile, and nothing is on a queue.
 * @throws Error with one sentence when it fails, or the signal's reason
 */
export async function reconcile(
  invoke: Invoke,
  request: BeginRequest,
  { signal, onSlice, now = Date.now, pause = setTimeout }: ReconcileOptions,
): Promise<Outcome> {
  let event: BeginRequest | Run = request;
  for (;;) {
    signal.throwIfAborted();
    const answer = await persistently(invoke, event, (ms) => pause(ms, undefined, { signal }));
    const { run, report } = answer;
    onSlice(answer);
    if (report) return { run, report };
    if (run.notBefore !== undefined)
      await pause(Math.max(run.notBefore - now(), PAUSE_MS), undefined, { signal });
    event = run;
  }
}

async function persistently(
  invoke: Invoke,
  event: object,
  wait: (ms: number) => Promise<unknown>,
): Promise<SliceAnswer> {
  for (let attempt = 1; ; attempt++) {
    try {
      return (await invoke(event)) as SliceAnswer;
    } catch (error) {
      if (!(error instanceof ReconcilerFailed) || attempt === ATTEMPTS) throw error;
      await wait(PAUSE_MS);
    }
  }
}
