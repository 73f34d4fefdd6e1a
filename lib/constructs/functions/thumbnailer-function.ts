import type { Construct } from 'constructs';
import type { Environment } from '../../../lambdas/shared/env.ts';
import type { THUMBNAILER_ENV } from '../../../lambdas/thumbnailer/env.ts';
import type { Logging } from '../../stages/cdk-values.ts';
import type { StageConfig } from '../../stages/stages.ts';
import { sharpModules } from '../bundling/sharp-modules.ts';
import type { Storage } from '../storage/storage.ts';
import { THUMBNAILER_TIMEOUT_SECONDS } from '../storage/thumbnails-queue.ts';
import { ServiceFunction } from './service-function.ts';

export interface ThumbnailerFunctionProps {
  logging: Logging;
  settings: Pick<StageConfig, 'maxPixels' | 'thumbnailerConcurrency'>;
  storage: Omit<Storage, 'uploads'>;
  /** Where it is going to run: sharp's native part is another one there. */
  runsOn: 'lambda' | 'this';
}

/** Draws thumbnails of accepted images. */
export class ThumbnailerFunction extends ServiceFunction {
  constructor(scope: Construct, id: string, props: ThumbnailerFunctionProps) {
    const { logging, settings, storage, runsOn } = props;
    const { records, images, thumbnails } = storage;
    super(scope, id, {
      logging,
      name: 'thumbnailer',
      environment: {
        TABLE_NAME: records.table.tableName,
        BUCKET_NAME: images.bucket.bucketName,
        MAX_PIXELS: String(settings.maxPixels),
      } satisfies Environment<typeof THUMBNAILER_ENV>,
      // An AVIF of 100 megapixels is decoded whole; and more memory is more processor.
      memoryMb: 2048,
      timeoutSeconds: THUMBNAILER_TIMEOUT_SECONDS,
      // One large photograph.
      p99Ms: 15_000,
      native: sharpModules(runsOn),
    });
    records.grantUpdate(this.function);
    images.grantThumbnails(this.function);
    thumbnails.grantConsume(this.function);
    // One image at a time: one that takes all the memory takes no other with it.
    this.consume('Thumbnails', thumbnails.queue, {
      batchSize: 1,
      maxConcurrency: settings.thumbnailerConcurrency,
    });
  }
}
