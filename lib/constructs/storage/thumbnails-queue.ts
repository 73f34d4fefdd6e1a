import type { Construct } from 'constructs';
import { WorkQueue } from './work-queue.ts';

/** Seconds that one thumbnail may take: the largest AVIF of 100 megapixels needs 20. */
export const THUMBNAILER_TIMEOUT_SECONDS = 60;

/** Accepted images that want a thumbnail; what failed four times rests in the dead-letter queue. */
export class ThumbnailsQueue extends WorkQueue {
  constructor(scope: Construct, id: string) {
    super(scope, id, { consumerSeconds: THUMBNAILER_TIMEOUT_SECONDS, maxReceives: 4 });
  }
}
