import type { Construct } from 'constructs';
import type { RENDERER_ENV } from '../../../lambdas/renderer/env.ts';
import type { Environment } from '../../../lambdas/shared/env.ts';
import type { Logging } from '../../stages/cdk-values.ts';
import type { DeliveryConfig } from '../../stages/delivery.ts';
import type { StageConfig } from '../../stages/stages.ts';
import { sharpModules } from '../bundling/sharp-modules.ts';
import type { Storage } from '../storage/storage.ts';
import { ServiceFunction } from './service-function.ts';

/**
 * A progressive JPEG of 100 megapixels is held whole, with two bytes a sample: 600 MB, beside the master that is drawn from it. More
 * memory is more processor, and somebody waits; a new account may have no more than this.
 */
export const RENDERER_MEMORY_MB = 3008;

export interface RendererFunctionProps {
  logging: Logging;
  settings: Pick<StageConfig, 'maxPixels'> & Pick<DeliveryConfig, 'widths' | 'maxAgeSeconds'>;
  storage: Pick<Storage, 'records' | 'images'>;
  /** Where it is going to run: sharp's native part is another one there. */
  runsOn: 'lambda' | 'this';
}

/** Draws a rendition that CloudFront does not find in the bucket, stores it, and answers with it. */
export class RendererFunction extends ServiceFunction {
  constructor(scope: Construct, id: string, { logging, settings, storage, runsOn }: RendererFunctionProps) {
    const { records, images } = storage;
    super(scope, id, {
      logging,
      name: 'renderer',
      environment: {
        TABLE_NAME: records.table.tableName,
        BUCKET_NAME: images.bucket.bucketName,
        MAX_PIXELS: String(settings.maxPixels),
        WIDTHS: JSON.stringify(settings.widths),
        MAX_AGE_SECONDS: String(settings.maxAgeSeconds),
      } satisfies Environment<typeof RENDERER_ENV>,
      memoryMb: RENDERER_MEMORY_MB,
      // CloudFront waits for 60.
      timeoutSeconds: 55,
      // The first view of a large photograph, and before it ten seconds of waiting for another who draws it.
      p99Ms: 30_000,
      native: sharpModules(runsOn),
    });
    records.grantRender(this.function);
    images.grantRender(this.function);
  }
}
