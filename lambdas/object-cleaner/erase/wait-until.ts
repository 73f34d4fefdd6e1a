import type { Asked } from '../../shared/following/erase-request.ts';
import type { Handled } from '../../shared/queues/sqs-batch.ts';

/** When a request is to be looked at again; undefined once its time is over. @param now - epoch ms */
export function waitUntil({ until }: Asked, now: number): Handled {
  const seconds = Math.ceil(until - now / 1000);
  return seconds > 0 ? { againInSeconds: seconds } : undefined;
}

/** The same request for something that went only now: its tickets may live longer. @param now - epoch ms */
export function from(now: number, { requestedAt, until }: Asked): Asked {
  return { requestedAt: now, until: Math.ceil(now / 1000) + until - Math.floor(requestedAt / 1000) };
}
