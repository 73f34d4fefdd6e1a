import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { WorkQueue } from './work-queue.ts';

/** Seconds that the cleaner may take for one batch: an erasure can be long. */
export const CLEANER_TIMEOUT_SECONDS = 120;

/** Records that went, and erase requests, on their way to the object cleaner. */
export class CleaningQueue extends WorkQueue {
  constructor(scope: Construct, id: string) {
    // An erasure comes again once its last ticket has run out, which counts as a receive here: the cleaner sees to it that
    // waiting uses up five of one message at most.
    super(scope, id, { consumerSeconds: CLEANER_TIMEOUT_SECONDS, maxReceives: 10 });
  }

  /** Taking messages, and having those come again that must wait: what the cleaner does. */
  grantWork(grantee: IGrantable): void {
    this.grantConsume(grantee);
    const actions = ['sqs:ChangeMessageVisibility', 'sqs:SendMessage'];
    Grant.addToPrincipal({ grantee, actions, resourceArns: [this.queue.queueArn] });
  }

  /** Asking for it: what the relay does. */
  grantAsk(grantee: IGrantable): void {
    Grant.addToPrincipal({ grantee, actions: ['sqs:SendMessage'], resourceArns: [this.queue.queueArn] });
  }
}
