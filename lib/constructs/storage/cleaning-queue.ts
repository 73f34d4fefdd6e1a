import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { WorkQueue } from './work-queue.ts';

/** Seconds that the cleaner may take for one batch: an erasure can be long. */
export const CLEANER_TIMEOUT_SECONDS = 120;

/** Records that went, and erase requests, on their way to the object cleaner. */
export class CleaningQueue extends WorkQueue {
  constructor(scope: Construct, id: string) {
    super(scope, id, { consumerSeconds: CLEANER_TIMEOUT_SECONDS, maxReceives: 10 });
  }

  /** Taking messages, and sending those anew that must wait: what the cleaner does. */
  grantWork(grantee: IGrantable): void {
    this.grantConsume(grantee);
    this.grantSend(grantee);
  }
}
