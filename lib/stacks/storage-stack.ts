import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { CleaningQueue } from '../constructs/storage/cleaning-queue.ts';
import { declareEmptyingLogs } from '../constructs/storage/emptying-logs.ts';
import { ImageBucket } from '../constructs/storage/image-bucket.ts';
import { ReconcilingQueue } from '../constructs/storage/reconciling-queue.ts';
import { RecordTable } from '../constructs/storage/record-table.ts';
import type { Storage } from '../constructs/storage/storage.ts';
import { ThumbnailsQueue } from '../constructs/storage/thumbnails-queue.ts';
import { UnrelayedQueue } from '../constructs/storage/unrelayed-queue.ts';
import { UploadQueue } from '../constructs/storage/upload-queue.ts';
import { WebhookQueue } from '../constructs/storage/webhook-queue.ts';
import { loggingOf } from '../stages/cdk-values.ts';
import type { StageConfig } from '../stages/stages.ts';
import { outputWordOf } from '../stages/webhooks.ts';

/** What must survive a deployment: records, images, and the events on their way. */
export class StorageStack extends Stack implements Storage {
  readonly records: RecordTable;
  readonly images: ImageBucket;
  readonly uploads: UploadQueue;
  readonly thumbnails: ThumbnailsQueue;
  readonly cleaning: CleaningQueue;
  readonly unrelayed: UnrelayedQueue;
  readonly reconciling: ReconcilingQueue | undefined;
  readonly webhooks: ReadonlyMap<string, WebhookQueue>;

  constructor(scope: Construct, id: string, props: StackProps & { config: StageConfig }) {
    super(scope, id, { description: 'image-intake: records, images and upload events', ...props });
    this.records = new RecordTable(this, 'Records', props.config);
    this.images = new ImageBucket(this, 'Images', props.config);
    declareEmptyingLogs(this, loggingOf(props.config));
    this.uploads = new UploadQueue(this, 'Uploads');
    this.images.notify(this.uploads);
    this.thumbnails = new ThumbnailsQueue(this, 'Thumbnails');
    this.cleaning = new CleaningQueue(this, 'Cleaning');
    this.unrelayed = new UnrelayedQueue(this, 'Unrelayed');
    if (props.config.reconcile) this.reconciling = new ReconcilingQueue(this, 'Reconciling');
    this.webhooks = new Map(
      props.config.webhooks.map(({ name }) => [name, new WebhookQueue(this, `Webhook-${name}`)]),
    );
    new CfnOutput(this, 'ImageBucketName', { value: this.images.bucket.bucketName });
    new CfnOutput(this, 'RecordTableName', { value: this.records.table.tableName });
    new CfnOutput(this, 'DeadLetterQueueUrl', { value: this.uploads.deadLetters.queueUrl });
    new CfnOutput(this, 'DeadLetterQueueArn', { value: this.uploads.deadLetters.queueArn });
    new CfnOutput(this, 'ThumbnailDeadLetterQueueArn', { value: this.thumbnails.deadLetters.queueArn });
    new CfnOutput(this, 'CleaningDeadLetterQueueArn', { value: this.cleaning.deadLetters.queueArn });
    new CfnOutput(this, 'UnrelayedQueueUrl', { value: this.unrelayed.queue.queueUrl });
    new CfnOutput(this, 'UnrelayedDeadLetterQueueArn', { value: this.unrelayed.deadLetters.queueArn });
    if (this.reconciling) {
      const { queue, deadLetters } = this.reconciling;
      new CfnOutput(this, 'ReconcilingQueueUrl', { value: queue.queueUrl });
      new CfnOutput(this, 'ReconcilingDeadLetterQueueArn', { value: deadLetters.queueArn });
    }
    for (const [name, { queue, deadLetters }] of this.webhooks) {
      const word = outputWordOf(name);
      new CfnOutput(this, `Webhook${word}QueueUrl`, { value: queue.queueUrl });
      new CfnOutput(this, `Webhook${word}DeadLetterQueueArn`, { value: deadLetters.queueArn });
    }
  }
}
