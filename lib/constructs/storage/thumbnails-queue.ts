import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { grantPolling, workQueue } from './work-queue.ts';

/** Seconds that one thumbnail may take: the largest AVIF of 100 megapixels needs 20. */
export const THUMBNAILER_TIMEOUT_SECONDS = 60;

/** Accepted images that want a thumbnail; what failed four times rests in the dead-letter queue. */
export class ThumbnailsQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    ({ queue: this.queue, deadLetters: this.deadLetters } = workQueue(this, THUMBNAILER_TIMEOUT_SECONDS, 4));
  }

  /** Asking for a thumbnail: what the inspector does. */
  grantAsk(grantee: IGrantable): void {
    Grant.addToPrincipal({
      grantee,
      actions: ['sqs:SendMessage'],
      resourceArns: [this.queue.queueArn],
    });
  }

  grantConsume(grantee: IGrantable): void {
    grantPolling(this, grantee);
  }
}
