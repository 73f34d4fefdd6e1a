import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { WorkQueue } from './work-queue.ts';

/** Seconds that the cleaner may take for one batch: an erasure can be long. */
export const CLEANER_TIMEOUT_SECONDS = 120;

/** Records that went, and erase requests, on their way to the object cleaner. */
export class CleaningQueue extends WorkQueue {
  constructor(scope: Construct, id: string) {
    // An erasure comes again once its last ticket has run out, which is no failure, and counts as one here.
    super(scope, id, { consumerSeconds: CLEANER_TIMEOUT_SECONDS, maxReceives: 10 });
  }

  /** Asking for it: what the relay does. */
  grantAsk(grantee: IGrantable): void {
    Grant.addToPrincipal({ grantee, actions: ['sqs:SendMessage'], resourceArns: [this.queue.queueArn] });
  }
}
