import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { WorkQueue } from './work-queue.ts';

/** Seconds that the sender may take for one message: a receiver has ten to answer. */
export const SENDER_TIMEOUT_SECONDS = 30;

/** Events on their way to one endpoint. */
export class WebhookQueue extends WorkQueue {
  constructor(scope: Construct, id: string) {
    // Above the attempts of a day, some thirteen, which the sender paces itself: the rest are for what crashes.
    super(scope, id, { consumerSeconds: SENDER_TIMEOUT_SECONDS, maxReceives: 30 });
  }

  /** Taking events from it, or putting them off: what the sender does. */
  grantDeliver(grantee: IGrantable): void {
    this.grantConsume(grantee);
    Grant.addToPrincipal({
      grantee,
      actions: ['sqs:ChangeMessageVisibility'],
      resourceArns: [this.queue.queueArn],
    });
  }
}
