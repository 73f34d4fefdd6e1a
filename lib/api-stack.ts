import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Construct } from 'constructs';
import type { INSPECTOR_ENV } from '../lambdas/image-inspector/env.ts';
import type { METADATA_API_ENV } from '../lambdas/metadata-api/env.ts';
import type { Environment } from '../lambdas/shared/env.ts';
import { MetadataRestApi } from './constructs/metadata-rest-api.ts';
import { ServiceFunction } from './constructs/service-function.ts';
import { CONSUMER_TIMEOUT_SECONDS } from './constructs/upload-queue.ts';
import type { StageConfig } from './stages.ts';
import type { StorageStack } from './storage-stack.ts';

/** What can be deployed and rolled back at any time: the functions and the REST API. */
export class ApiStack extends Stack {
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

    const metadataApi = new ServiceFunction(this, 'MetadataApi', {
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
    records.grantKeep(metadataApi.function);
    images.grantSign(metadataApi.function);

    const inspector = new ServiceFunction(this, 'ImageInspector', {
      config,
      name: 'image-inspector',
      environment: {
        ...shared,
        MAX_PIXELS: String(config.maxPixels),
      } satisfies Environment<typeof INSPECTOR_ENV>,
      memoryMb: 512,
      timeoutSeconds: CONSUMER_TIMEOUT_SECONDS,
    });
    records.grantUpdate(inspector.function);
    images.grantInspect(inspector.function);
    inspector.live.addEventSource(
      new SqsEventSource(uploads.queue, {
        batchSize: 10,
        maxBatchingWindow: Duration.seconds(0),
        maxConcurrency: config.inspectorConcurrency,
        reportBatchItemFailures: true,
      }),
    );

    const rest = new MetadataRestApi(this, 'Rest', { config, handler: metadataApi.live });
    new CfnOutput(this, 'ApiBaseUrl', { value: rest.api.url });
    new CfnOutput(this, 'ApiMetadataUrl', { value: rest.api.urlForPath('/metadata') });
    new CfnOutput(this, 'ApiKeyId', { value: rest.key.keyId });
  }
}
