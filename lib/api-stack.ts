import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { INSPECTOR_ENV } from '../lambdas/image-inspector/env.ts';
import type { METADATA_API_ENV } from '../lambdas/metadata-api/env.ts';
import type { Environment } from '../lambdas/shared/env.ts';
import { acknowledge } from './acknowledge.ts';
import { GradualRelease } from './constructs/gradual-release.ts';
import { MetadataRestApi } from './constructs/metadata-rest-api.ts';
import { ServiceFunction } from './constructs/service-function.ts';
import { CONSUMER_TIMEOUT_SECONDS } from './constructs/upload-queue.ts';
import type { CanaryName, StageConfig } from './stages.ts';
import type { StorageStack } from './storage-stack.ts';

/** Milliseconds for a batch of ten, most of them spent waiting for S3. */
const INSPECTOR_P99_MS = 10_000;

/** What can be deployed and rolled back at any time: the functions and the REST API. */
export class ApiStack extends Stack {
  readonly metadataApi: ServiceFunction;
  readonly inspector: ServiceFunction;
  readonly rest: MetadataRestApi;

  constructor(
    scope: Construct,
    id: string,
    props: StackProps & { config: StageConfig; storage: StorageStack },
  ) {
    const { config, storage, ...stackProps } = props;
    super(scope, id, { description: 'image-intake: REST API and functions', ...stackProps });
    const { records, images, uploads } = storage;
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
      } satisfies Environment<typeof INSPECTOR_ENV>,
      memoryMb: 512,
      timeoutSeconds: CONSUMER_TIMEOUT_SECONDS,
    });
    records.grantUpdate(this.inspector.function);
    images.grantInspect(this.inspector.function);
    uploads.grantConsume(this.inspector.function);
    const mapping = new EventSourceMapping(this, 'Uploads', {
      target: this.inspector.live,
      eventSourceArn: uploads.queue.queueArn,
      batchSize: 10,
      maxConcurrency: config.inspectorConcurrency,
      reportBatchItemFailures: true,
    });
    acknowledge(mapping, {
      'Serverless-LambdaEventSourceMappingDestination':
        'Lambda has none for SQS; the queue itself moves what fails to its dead letters.',
    });

    this.rest = new MetadataRestApi(this, 'Rest', { config, handler: this.metadataApi.live });
    if (config.canary) this.releaseGradually(config.canary, config.apiP99Ms, uploads.deadLetters);

    const newestKey = this.rest.keys.at(-1)!;
    new CfnOutput(this, 'ApiBaseUrl', { value: this.rest.baseUrl });
    new CfnOutput(this, 'ApiMetadataUrl', { value: `${this.rest.baseUrl}metadata` });
    new CfnOutput(this, 'ApiKeyId', { value: newestKey.keyId });
    new CfnOutput(this, 'MetadataApiName', { value: this.metadataApi.function.functionName });
    new CfnOutput(this, 'ImageInspectorName', { value: this.inspector.function.functionName });
  }

  private releaseGradually(canary: CanaryName, apiP99Ms: number, deadLetters: IQueue): void {
    const shared = { canary, deadLetters };
    new GradualRelease(this, 'MetadataApiRelease', {
      live: this.metadataApi.live,
      p99Ms: apiP99Ms,
      ...shared,
    });
    new GradualRelease(this, 'ImageInspectorRelease', {
      live: this.inspector.live,
      p99Ms: INSPECTOR_P99_MS,
      ...shared,
    });
  }
}
