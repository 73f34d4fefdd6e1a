import type { Construct } from 'constructs';
import type { INSPECTOR_ENV } from '../../../lambdas/image-inspector/env.ts';
import type { Environment } from '../../../lambdas/shared/env.ts';
import type { Logging } from '../../stages/cdk-values.ts';
import type { StageConfig } from '../../stages/stages.ts';
import type { Storage } from '../storage/storage.ts';
import { CONSUMER_TIMEOUT_SECONDS } from '../storage/upload-queue.ts';
import { ServiceFunction } from './service-function.ts';

export interface ImageInspectorFunctionProps {
  logging: Logging;
  settings: Pick<
    StageConfig,
    | 'allowedTypes'
    | 'feedShards'
    | 'inspectorConcurrency'
    | 'maxPixels'
    | 'maxUploadBytes'
    | 'urlExpiresSeconds'
  >;
  storage: Storage;
}

/** Inspects uploads, batch by batch, and what is to be looked at once more, and asks for thumbnails. */
export class ImageInspectorFunction extends ServiceFunction {
  constructor(scope: Construct, id: string, { logging, settings, storage }: ImageInspectorFunctionProps) {
    const { records, images, uploads, thumbnails } = storage;
    super(scope, id, {
      logging,
      name: 'image-inspector',
      environment: {
        TABLE_NAME: records.table.tableName,
        BUCKET_NAME: images.bucket.bucketName,
        MAX_UPLOAD_BYTES: String(settings.maxUploadBytes),
        ALLOWED_TYPES: settings.allowedTypes.join(','),
        MAX_PIXELS: String(settings.maxPixels),
        THUMBNAIL_QUEUE_URL: thumbnails.queue.queueUrl,
        URL_EXPIRES_SECONDS: String(settings.urlExpiresSeconds),
        FEED_SHARDS: String(settings.feedShards),
      } satisfies Environment<typeof INSPECTOR_ENV>,
      memoryMb: 512,
      timeoutSeconds: CONSUMER_TIMEOUT_SECONDS,
      // A batch of ten, most of the time spent waiting for S3.
      p99Ms: 10_000,
    });
    records.grantInspect(this.function);
    images.grantInspect(this.function);
    uploads.grantConsume(this.function);
    thumbnails.grantSend(this.function);
    this.consume('Uploads', uploads.queue, { batchSize: 10, maxConcurrency: settings.inspectorConcurrency });
  }
}
