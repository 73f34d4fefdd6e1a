import { Annotations, CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { INSPECTOR_ENV } from '../lambdas/image-inspector/env.ts';
import type { METADATA_API_ENV } from '../lambdas/metadata-api/env.ts';
import type { Environment } from '../lambdas/shared/env.ts';
import type { THUMBNAILER_ENV } from '../lambdas/thumbnailer/env.ts';
import { acknowledge } from './acknowledge.ts';
import { GradualRelease } from './constructs/gradual-release.ts';
import { MetadataRestApi } from './constructs/metadata-rest-api.ts';
import { ServiceFunction } from './constructs/service-function.ts';
import { THUMBNAILER_TIMEOUT_SECONDS } from './constructs/thumbnails-queue.ts';
import { sharpModules } from './constructs/thumbnails-sharp.ts';
import { CONSUMER_TIMEOUT_SECONDS } from './constructs/upload-queue.ts';
import type { CanaryName, StageConfig } from './stages.ts';
import type { StorageStack } from './storage-stack.ts';

/** Milliseconds for a batch of ten, most of them spent waiting for S3. */
const INSPECTOR_P99_MS = 10_000;
/** Milliseconds for one large photograph. */
const THUMBNAILER_P99_MS = 15_000;

/** What can be deployed and rolled back at any time: the functions and the REST API. */
export class ApiStack extends Stack {
  readonly metadataApi: ServiceFunction;
  readonly inspector: ServiceFunction;
  readonly thumbnailer: ServiceFunction;
  readonly rest: MetadataRestApi;

  constructor(
    scope: Construct,
    id: string,
    props: StackProps & { config: StageConfig; storage: StorageStack; runsOn: 'lambda' | 'this' },
  ) {
    const { config, storage, runsOn, ...stackProps } = props;
    super(scope, id, { description: 'image-intake: REST API and functions', ...stackProps });
    const { records, images, uploads, thumbnails } = storage;
    const shared = {
      TABLE_NAME: records.table.tableName,
      BUCKET_NAME: images.bucket.bucketName,
      MAX_UPLOAD_BYTES: String(config.maxUploadBytes),
      ALLOWED_TYPES: config.allowedTypes.join(','),
    };

    this.metadataApi = new ServiceFunction(this, 'MetadataApi', {
      config,
      name: 'metadata-api',
      environment: {
        ...shared,
        FEED_SHARDS: String(config.feedShards),
        URL_EXPIRES_SECONDS: String(config.urlExpiresSeconds),
        ALLOWED_ORIGINS: config.allowedOrigins.join(','),
        REQUIRE_DECLARED_UPLOADS: String(config.requireDeclaredUploads),
        PENDING_DAYS: String(config.pendingDays),
      } satisfies Environment<typeof METADATA_API_ENV>,
      memoryMb: 512,
      timeoutSeconds: 10,
    });
    records.grantKeep(this.metadataApi.function);
    images.grantSign(this.metadataApi.function);

    this.inspector = new ServiceFunction(this, 'ImageInspector', {
      config,
      name: 'image-inspector',
      environment: {
        ...shared,
        MAX_PIXELS: String(config.maxPixels),
        THUMBNAIL_QUEUE_URL: thumbnails.queue.queueUrl,
      } satisfies Environment<typeof INSPECTOR_ENV>,
      memoryMb: 512,
      timeoutSeconds: CONSUMER_TIMEOUT_SECONDS,
    });
    records.grantUpdate(this.inspector.function);
    images.grantInspect(this.inspector.function);
    uploads.grantConsume(this.inspector.function);
    thumbnails.grantAsk(this.inspector.function);
    this.feed('Uploads', this.inspector, uploads.queue, {
      batchSize: 10,
      maxConcurrency: config.inspectorConcurrency,
    });

    this.thumbnailer = new ServiceFunction(this, 'Thumbnailer', {
      config,
      name: 'thumbnailer',
      environment: {
        TABLE_NAME: shared.TABLE_NAME,
        BUCKET_NAME: shared.BUCKET_NAME,
        MAX_PIXELS: String(config.maxPixels),
      } satisfies Environment<typeof THUMBNAILER_ENV>,
      // An AVIF of 100 megapixels is decoded whole; and more memory is more processor.
      memoryMb: 2048,
      timeoutSeconds: THUMBNAILER_TIMEOUT_SECONDS,
      native: sharpModules(runsOn, (reason) =>
        Annotations.of(this).addWarningV2(
          'image-intake:thumbnailer',
          `${reason}: without it the thumbnailer does not start. Synthesize with a connection before you deploy.`,
        ),
      ),
    });
    records.grantUpdate(this.thumbnailer.function);
    images.grantThumbnails(this.thumbnailer.function);
    thumbnails.grantConsume(this.thumbnailer.function);
    // One image at a time: one that takes all the memory takes no other with it.
    this.feed('Thumbnails', this.thumbnailer, thumbnails.queue, {
      batchSize: 1,
      maxConcurrency: config.thumbnailerConcurrency,
    });

    const { name: architecture } = this.metadataApi.function.architecture;
    if (runsOn === 'lambda' && process.arch !== architecture) {
      Annotations.of(this).addInfoV2(
        'image-intake:code-cache',
        `Bundled on ${process.arch} for ${architecture}: the functions run, but start a quarter slower, without their ` +
          'code cache. Synthesize releases on an arm64 machine (docs/adr/0009-code-cache.md).',
      );
    }

    this.rest = new MetadataRestApi(this, 'Rest', { config, handler: this.metadataApi.live });
    if (config.canary) this.releaseGradually(config.canary, config.apiP99Ms, storage);

    const newestKey = this.rest.keys.at(-1)!;
    new CfnOutput(this, 'ApiBaseUrl', { value: this.rest.baseUrl });
    new CfnOutput(this, 'ApiMetadataUrl', { value: `${this.rest.baseUrl}metadata` });
    new CfnOutput(this, 'ApiKeyId', { value: newestKey.keyId });
    new CfnOutput(this, 'MetadataApiName', { value: this.metadataApi.function.functionName });
    new CfnOutput(this, 'ImageInspectorName', { value: this.inspector.function.functionName });
    new CfnOutput(this, 'ThumbnailerName', { value: this.thumbnailer.function.functionName });
  }

  /** Messages of a queue come to the function in batches; those that fail come again alone. */
  private feed(
    id: string,
    consumer: ServiceFunction,
    queue: IQueue,
    limits: { batchSize: number; maxConcurrency: number },
  ): void {
    const mapping = new EventSourceMapping(this, id, {
      target: consumer.live,
      eventSourceArn: queue.queueArn,
      reportBatchItemFailures: true,
      ...limits,
    });
    acknowledge(mapping, {
      'Serverless-LambdaEventSourceMappingDestination':
        'Lambda has none for SQS; the queue itself moves what fails to its dead letters.',
    });
  }

  private releaseGradually(
    canary: CanaryName,
    apiP99Ms: number,
    { uploads, thumbnails }: StorageStack,
  ): void {
    const release = (id: string, { live }: ServiceFunction, p99Ms: number, deadLetters: IQueue) =>
      new GradualRelease(this, id, { canary, live, p99Ms, deadLetters });
    release('MetadataApiRelease', this.metadataApi, apiP99Ms, uploads.deadLetters);
    release('ImageInspectorRelease', this.inspector, INSPECTOR_P99_MS, uploads.deadLetters);
    release('ThumbnailerRelease', this.thumbnailer, THUMBNAILER_P99_MS, thumbnails.deadLetters);
  }
}
