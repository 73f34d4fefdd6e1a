import { setTimeout as sleep } from 'node:timers/promises';
import type { LocalRun } from '../../../local/options.ts';

const POLL_MS = 50;
/** Messages that fail are tried again, and become dead letters, within this time. */
const PATIENCE_MS = 300_000;
/** Times that nothing is to be seen: a message may be between two queues. */
const LOOKS = 3;

/**
 * Waits until every notification is delivered and no queue holds a message.
 * @throws Error when they do not come to rest, or a message became a dead letter
 */
export async function rest(run: LocalRun): Promise<void> {
  const polled = new Set(
    run.deployment
      .ofType<{ EventSourceArn: string }>('AWS::Lambda::EventSourceMapping')
      .map(({ properties }) => properties.EventSourceArn),
  );
  const queues = run.deployment.ofType('AWS::SQS::Queue').map(({ arn }) => arn);
  const held = async (arns: string[]): Promise<number> => {
    const messages = await Promise.all(arns.map((arn) => run.messages(arn)));
    return messages.reduce(
      (sum, { visible, inFlight, delayed }) => sum + visible.length + inFlight.length + delayed.length,
      0,
    );
  };
  const deadline = Date.now() + PATIENCE_MS;
  for (let looks = 0; looks < LOOKS; ) {
    const waiting = run.undelivered() + (await held(queues.filter((arn) => polled.has(arn))));
    looks = waiting === 0 ? looks + 1 : 0;
    if (Date.now() > deadline)
      throw new Error(`After ${PATIENCE_MS / 1000} s there are still ${waiting} messages to be handled`);
    await sleep(POLL_MS);
  }
  const dead = await held(queues.filter((arn) => !polled.has(arn)));
  if (dead > 0) throw new Error(`${dead} messages became dead letters: they failed each time`);
}
