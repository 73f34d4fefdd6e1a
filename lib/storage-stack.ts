import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ImageBucket } from './constructs/image-bucket.ts';
import { RecordTable } from './constructs/record-table.ts';
import { ThumbnailsQueue } from './constructs/thumbnails-queue.ts';
import { UploadQueue } from './constructs/upload-queue.ts';
import type { StageConfig } from './stages.ts';

/** What must survive a deployment: records, images, and the events on their way. */
export class StorageStack extends Stack {
  readonly records: RecordTable;
  readonly images: ImageBucket;
  readonly uploads: UploadQueue;
  readonly thumbnails: ThumbnailsQueue;

  constructor(scope: Construct, id: string, props: StackProps & { config: StageConfig }) {
    super(scope, id, { description: 'image-intake: records, images and upload events', ...props });
    this.records = new RecordTable(this, 'Records', { data: props.config.data });
    this.images = new ImageBucket(this, 'Images', { config: props.config });
    this.uploads = new UploadQueue(this, 'Uploads');
    this.images.notify(this.uploads);
    this.thumbnails = new ThumbnailsQueue(this, 'Thumbnails');
    new CfnOutput(this, 'ImageBucketName', { value: this.images.bucket.bucketName });
    new CfnOutput(this, 'RecordTableName', { value: this.records.table.tableName });
    new CfnOutput(this, 'DeadLetterQueueUrl', { value: this.uploads.deadLetters.queueUrl });
    new CfnOutput(this, 'DeadLetterQueueArn', { value: this.uploads.deadLetters.queueArn });
    new CfnOutput(this, 'ThumbnailDeadLetterQueueArn', { value: this.thumbnails.deadLetters.queueArn });
  }
}
