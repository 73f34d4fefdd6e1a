import type { Construct } from 'constructs';
import { WorkQueue } from './work-queue.ts';

/** Seconds that the relay may take for one batch. */
export const RELAY_TIMEOUT_SECONDS = 30;

/** Changes that could not be relayed at once, whole: a stream keeps them for a day, this queue and its dead letters longer. */
export class UnrelayedQueue extends WorkQueue {
  constructor(scope: Construct, id: string) {
    super(scope, id, { consumerSeconds: RELAY_TIMEOUT_SECONDS, maxReceives: 10 });
  }
}
