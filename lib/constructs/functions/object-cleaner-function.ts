import type { Construct } from 'constructs';
import type { CLEANER_ENV, DISTRIBUTION_ENV } from '../../../lambdas/object-cleaner/env.ts';
import type { Environment } from '../../../lambdas/shared/env.ts';
import type { Logging } from '../../stages/cdk-values.ts';
import type { StageConfig } from '../../stages/stages.ts';
import type { Entry } from '../bundling/write-function.ts';
import type { Delivery } from '../delivery/delivery.ts';
import { CLEANER_TIMEOUT_SECONDS } from '../storage/cleaning-queue.ts';
import type { Storage } from '../storage/storage.ts';
import { ServiceFunction } from './service-function.ts';

/** The client of CloudFront in a bundle of its own: only an erasure in a stage that delivers images loads it. */
export const OBJECT_CLEANER_ENTRIES: Record<string, Entry> = {
  index: { file: 'handler.ts' },
  invalidator: { file: 'invalidating/invalidator.ts' },
};

export interface ObjectCleanerFunctionProps {
  logging: Logging;
  settings: Pick<StageConfig, 'restoreDays'>;
  storage: Storage;
  /** Undefined where the stage delivers nothing. */
  distribution: Delivery['distribution'] | undefined;
}

/** Records whose objects are deleted at once, batches: S3 and the table shall serve others meanwhile. */
const MAX_CONCURRENCY = 5;

/** Deletes the objects of records that are gone, and erases what is to be erased. */
export class ObjectCleanerFunction extends ServiceFunction {
  constructor(scope: Construct, id: string, props: ObjectCleanerFunctionProps) {
    const { logging, settings, storage, distribution } = props;
    const { records, images, cleaning } = storage;
    super(scope, id, {
      logging,
      name: 'object-cleaner',
      entries: OBJECT_CLEANER_ENTRIES,
      environment: {
        ...(distribution &&
          ({ DISTRIBUTION_ID: distribution.distributionId } satisfies Environment<typeof DISTRIBUTION_ENV>)),
        TABLE_NAME: records.table.tableName,
        BUCKET_NAME: images.bucket.bucketName,
        CLEANING_QUEUE_URL: cleaning.queue.queueUrl,
        RESTORE_DAYS: String(settings.restoreDays),
      } satisfies Environment<typeof CLEANER_ENV>,
      memoryMb: 512,
      timeoutSeconds: CLEANER_TIMEOUT_SECONDS,
      // All of an owner, who has thousands of images.
      p99Ms: 90_000,
      // An erasure that waits for its last ticket is sent anew each quarter of an hour.
      feedsItself: true,
    });
    records.grantClean(this.function);
    images.grantClean(this.function);
    if (distribution) {
      images.grantCleanRenditions(this.function);
      // What is erased must not live on in caches.
      distribution.grantCreateInvalidation(this.function);
    }
    cleaning.grantWork(this.function);
    this.consume('Cleaning', cleaning.queue, { batchSize: 10, maxConcurrency: MAX_CONCURRENCY });
  }
}
