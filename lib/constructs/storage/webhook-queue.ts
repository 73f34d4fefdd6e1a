import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { WorkQueue } from './work-queue.ts';

/** Seconds that the sender may take for one message: a receiver has ten to answer. */
export const SENDER_TIMEOUT_SECONDS = 30;

/** Events on their way to one endpoint. */
export class WebhookQueue extends WorkQueue {
  constructor(scope: Construct, id: string) {
    // Above the attempts of a day, which the sender paces itself.
    super(scope, id, { consumerSeconds: SENDER_TIMEOUT_SECONDS, maxReceives: 30 });
  }

  /** Announcing an event: what the relay does. */
  grantAnnounce(grantee: IGrantable): void {
    Grant.addToPrincipal({ grantee, actions: ['sqs:SendMessage'], resourceArns: [this.queue.queueArn] });
  }
}
