import { setTimeout } from 'node:timers/promises';
import type { Report } from '../../lambdas/reconciler/running/report.ts';
import type { BeginRequest, Run } from '../../lambdas/reconciler/running/run.ts';
import type { SliceAnswer } from '../../lambdas/reconciler/serve.ts';
import type { Invoke } from './invoke.ts';

export interface ReconcileOptions {
  /** Ends it between two slices. What is begun can be begun anew at any time. */
  signal: AbortSignal;
  /** Wait until what may be on its way has had its time, and is looked at again. */
  wait: boolean;
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
  /** Undefined when suspects are left, and nobody waits for their second look. */
  report?: Report | undefined;
}

/** Longer waits than that are what `wait` is for. */
const SHORT_MS = 60_000;

/**
 * Runs the reconciler slice by slice. What it knows is here meanwhile, and nothing is on a queue.
 * @throws Error with one sentence when it fails, or the signal's reason
 */
export async function reconcile(
  invoke: Invoke,
  request: BeginRequest,
  { signal, wait, onSlice, now = Date.now, pause = setTimeout }: ReconcileOptions,
): Promise<Outcome> {
  let event: BeginRequest | Run = request;
  for (;;) {
    signal.throwIfAborted();
    const answer = (await invoke(event)) as SliceAnswer;
    const { run, report } = answer;
    onSlice(answer);
    if (report) return { run, report };
    const left = (run.notBefore ?? 0) - now();
    if (left > SHORT_MS && !wait) return { run };
    if (left > 0) await pause(left, undefined, { signal });
    event = run;
  }
}
