import type { Construct } from 'constructs';
import type { RECONCILER_ENV } from '../../../lambdas/reconciler/env.ts';
import type { Environment } from '../../../lambdas/shared/env.ts';
import type { Logging } from '../../stages/cdk-values.ts';
import { partsPerMillionOf, type ReconcileConfig } from '../../stages/reconcile.ts';
import type { StageConfig } from '../../stages/stages.ts';
import { RECONCILER_TIMEOUT_SECONDS, type ReconcilingQueue } from '../storage/reconciling-queue.ts';
import type { Storage } from '../storage/storage.ts';
import { ReconcilingSchedule } from './reconciling-schedule.ts';
import { ServiceFunction } from './service-function.ts';

export interface ReconcilerFunctionProps {
  logging: Logging;
  settings: Pick<StageConfig, 'feedShards'> & { reconcile: ReconcileConfig };
  storage: Pick<Storage, 'records' | 'images' | 'uploads'> & { reconciling: ReconcilingQueue };
}

/** That of the schedule, and one that an operator began. */
const MAX_CONCURRENCY = 2;

/** Compares bucket and table on a schedule, and has mended what does not agree. */
export class ReconcilerFunction extends ServiceFunction {
  constructor(scope: Construct, id: string, { logging, settings, storage }: ReconcilerFunctionProps) {
    const { records, images, uploads, reconciling } = storage;
    super(scope, id, {
      logging,
      name: 'reconciler',
      environment: {
        TABLE_NAME: records.table.tableName,
        BUCKET_NAME: images.bucket.bucketName,
        RECONCILING_QUEUE_URL: reconciling.queue.queueUrl,
        UPLOAD_QUEUE_URL: uploads.queue.queueUrl,
        FEED_SHARDS: String(settings.feedShards),
        DELETE_PARTS_PER_MILLION: String(partsPerMillionOf(settings.reconcile.deleteShare)),
      } satisfies Environment<typeof RECONCILER_ENV>,
      memoryMb: 1024,
      timeoutSeconds: RECONCILER_TIMEOUT_SECONDS,
      // A slice ends after 20 seconds, and its last page a while later; all suspects are one slice.
      p99Ms: 120_000,
      // A run is a chain of messages: each slice sends the next.
      feedsItself: true,
    });
    records.grantCompare(this.function);
    images.grantReconcile(this.function);
    uploads.grantSend(this.function);
    reconciling.grantWork(this.function);
    this.consume('Reconciling', reconciling.queue, { batchSize: 1, maxConcurrency: MAX_CONCURRENCY });
    new ReconcilingSchedule(this, 'Schedule', { ...settings.reconcile, queue: reconciling });
  }
}
