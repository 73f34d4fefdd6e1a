import { Stack } from 'aws-cdk-lib';
import { Grant } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { DELIVERY_ENV, METADATA_API_ENV } from '../../../lambdas/metadata-api/env.ts';
import type { Environment } from '../../../lambdas/shared/env.ts';
import type { Logging } from '../../stages/cdk-values.ts';
import { parameterArn } from '../../stages/parameters.ts';
import type { StageConfig } from '../../stages/stages.ts';
import type { Entry } from '../bundling/write-function.ts';
import type { Delivery } from '../delivery/delivery.ts';
import type { ImageBucket } from '../storage/image-bucket.ts';
import type { RecordTable } from '../storage/record-table.ts';
import { FormerApiRole } from './former-api-role.ts';
import { ServiceFunction } from './service-function.ts';

export const METADATA_API_ENTRIES: Record<string, Entry> = {
  index: {
    file: 'handler.ts',
    unused: ['@smithy/core/event-streams'],
    leftOut: ['@smithy/core/checksum'],
  },
  // For the first URL of a stage that delivers images.
  signer: { file: 'delivery/signer.ts' },
};

export interface MetadataApiFunctionProps {
  logging: Logging;
  settings: Pick<
    StageConfig,
    | 'allowedOrigins'
    | 'allowedTypes'
    | 'apiP99Ms'
    | 'feedShards'
    | 'maxUploadBytes'
    | 'pendingDays'
    | 'requireDeclaredUploads'
    | 'urlExpiresSeconds'
  >;
  records: RecordTable;
  images: ImageBucket;
  /** Undefined where the stage has none. */
  delivery: Delivery['settings'] | undefined;
}

/** Answers the REST API: keeps records, signs URLs. */
export class MetadataApiFunction extends ServiceFunction {
  constructor(
    scope: Construct,
    id: string,
    { logging, settings, records, images, delivery }: MetadataApiFunctionProps,
  ) {
    const stack = Stack.of(scope);
    super(scope, id, {
      logging,
      name: 'metadata-api',
      entries: METADATA_API_ENTRIES,
      environment: {
        ...(delivery &&
          ({ DELIVERY: stack.toJsonString(delivery) } satisfies Environment<typeof DELIVERY_ENV>)),
        TABLE_NAME: records.table.tableName,
        BUCKET_NAME: images.bucket.bucketName,
        BUCKET_DOMAIN_NAME: images.bucket.bucketRegionalDomainName,
        MAX_UPLOAD_BYTES: String(settings.maxUploadBytes),
        ALLOWED_TYPES: settings.allowedTypes.join(','),
        FEED_SHARDS: String(settings.feedShards),
        URL_EXPIRES_SECONDS: String(settings.urlExpiresSeconds),
        ALLOWED_ORIGINS: settings.allowedOrigins.join(','),
        REQUIRE_DECLARED_UPLOADS: String(settings.requireDeclaredUploads),
        PENDING_DAYS: String(settings.pendingDays),
      } satisfies Environment<typeof METADATA_API_ENV>,
      memoryMb: 512,
      timeoutSeconds: 10,
      p99Ms: settings.apiP99Ms,
      roleId: 'OwnRole',
    });
    records.grantKeep(this.function);
    records.grantReadMany(this.function);
    images.grantSign(this.function);
    if (delivery?.key)
      Grant.addToPrincipal({
        grantee: this.function,
        actions: ['ssm:GetParameter'],
        resourceArns: [parameterArn(stack, delivery.key.parameter)],
      });
    new FormerApiRole(this, 'Role', { records, images, logGroup: this.logGroup });
  }
}
