import { setTimeout as sleep } from 'node:timers/promises';
import type { LocalRun } from '../../../local/options.ts';

/** Ms that a minute waits for the functions at most. */
const PATIENCE_MS = 5000;

/** What is on the queues that functions take messages from. */
async function workOf(run: LocalRun): Promise<{ waiting: number; all: number }> {
  const sources = run.deployment
    .ofType<{ EventSourceArn: string }>('AWS::Lambda::EventSourceMapping')
    .map(({ properties }) => properties.EventSourceArn);
  const polled = run.deployment.ofType('AWS::SQS::Queue').filter(({ arn }) => sources.includes(arn));
  const queues = await Promise.all(polled.map(({ arn }) => run.messages(arn)));
  const waiting = queues.reduce((sum, { visible }) => sum + visible.length, 0);
  const rest = queues.reduce((sum, { inFlight, delayed }) => sum + inFlight.length + delayed.length, 0);
  return { waiting, all: waiting + rest };
}

/** Whether any message is still to be handled, now or once more. */
export const hasWork = async (run: LocalRun): Promise<boolean> => (await workOf(run)).all > 0;

/**
 * Waits until no message waits for a function: Lambda would have started more of them, where this machine has few. Those
 * that failed rest meanwhile, and do not count.
 */
export async function caughtUp(run: LocalRun): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while ((await workOf(run)).waiting > 0 && Date.now() < deadline) await sleep(20);
}
