import { setTimeout as sleep } from 'node:timers/promises';
import type { Schedule } from './chaos.ts';

export interface Delivery {
  /** Returns at once; the message is offered to the queue until the queue takes it. */
  send(queueArn: string, body: string): void;
  /** How many messages no queue has taken yet. */
  undelivered(): number;
  /** Gives up what is not delivered yet. */
  close(): Promise<void>;
}

const FIRST_RETRY_MS = 50;
const LAST_RETRY_MS = 2000;

/** At-least-once delivery of notifications to queues. */
export function createDelivery(
  deliver: (queueArn: string, body: string) => Promise<void>,
  schedule: Schedule,
): Delivery {
  const closing = new AbortController();
  const underWay = new Set<Promise<void>>();

  async function offer(queueArn: string, body: string, delay: number): Promise<void> {
    if (delay > 0) await sleep(delay, undefined, { signal: closing.signal });
    for (let wait = FIRST_RETRY_MS; !closing.signal.aborted; wait = Math.min(wait * 2, LAST_RETRY_MS)) {
      try {
        await deliver(queueArn, body);
        return;
      } catch {
        await sleep(wait, undefined, { signal: closing.signal });
      }
    }
  }

  return {
    send(queueArn, body) {
      for (const delay of schedule()) {
        const task = offer(queueArn, body, delay)
          // Only closing ends an offer early.
          .catch(() => {})
          .finally(() => underWay.delete(task));
        underWay.add(task);
      }
    },
    undelivered: () => underWay.size,
    async close() {
      closing.abort();
      await Promise.allSettled(underWay);
    },
  };
}
