import { Aws } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { WorkQueue } from './work-queue.ts';

/** Seconds that the consumer may take for one batch. */
export const CONSUMER_TIMEOUT_SECONDS = 30;

/** Upload events on their way to the inspector; what failed five times rests in the dead-letter queue. */
export class UploadQueue extends WorkQueue {
  constructor(scope: Construct, id: string) {
    super(scope, id, { consumerSeconds: CONSUMER_TIMEOUT_SECONDS, maxReceives: 5 });
  }

  /**
   * Lets S3 buckets of this account send. Not narrowed to the bucket's ARN: the bucket needs this policy before it
   * can exist, so a reference back would be a cycle.
   */
  allowBucketEvents(): void {
    this.queue.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('s3.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [this.queue.queueArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    );
  }
}
