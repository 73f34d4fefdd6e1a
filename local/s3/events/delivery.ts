import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { KeptMap } from '../../data/data-folder.ts';
import type { Schedule } from './chaos.ts';

/** A message on its way. */
export interface Sent {
  queueArn: string;
  body: string;
}

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

/**
 * At-least-once delivery of notifications to queues.
 * @param kept - what is on its way, to outlive the run; what is there is offered at once, if its queue still is
 */
export function createDelivery(
  deliver: (queueArn: string, body: string) => Promise<void>,
  schedule: Schedule,
  kept?: KeptMap<Sent>,
  queueArns: readonly string[] = [],
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

  function start(id: string, { queueArn, body }: Sent): void {
    const copies = schedule().map((delay) => offer(queueArn, body, delay));
    for (const copy of copies) {
      const task = copy
        // Only closing ends an offer early.
        .catch(() => {})
        .finally(() => underWay.delete(task));
      underWay.add(task);
    }
    if (kept)
      Promise.all(copies).then(
        () => closing.signal.aborted || kept.delete(id),
        () => {},
      );
  }
  for (const [id, sent] of kept?.entries() ?? []) if (queueArns.includes(sent.queueArn)) start(id, sent);

  return {
    send(queueArn, body) {
      const id = `${Date.now()}-${randomUUID()}`;
      kept?.set(id, { queueArn, body });
      start(id, { queueArn, body });
    },
    undelivered: () => underWay.size,
    async close() {
      closing.abort();
      await Promise.allSettled(underWay);
    },
  };
}
