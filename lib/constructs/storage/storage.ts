import type { CleaningQueue } from './cleaning-queue.ts';
import type { ImageBucket } from './image-bucket.ts';
import type { ReconcilingQueue } from './reconciling-queue.ts';
import type { RecordTable } from './record-table.ts';
import type { ThumbnailsQueue } from './thumbnails-queue.ts';
import type { UnrelayedQueue } from './unrelayed-queue.ts';
import type { UploadQueue } from './upload-queue.ts';
import type { WebhookQueue } from './webhook-queue.ts';

/** What holds records and images, and what is on its way to a function. */
export interface Storage {
  readonly records: RecordTable;
  readonly images: ImageBucket;
  readonly uploads: UploadQueue;
  readonly thumbnails: ThumbnailsQueue;
  readonly cleaning: CleaningQueue;
  readonly unrelayed: UnrelayedQueue;
  /** Undefined where the stage never compares bucket and table. */
  readonly reconciling: ReconcilingQueue | undefined;
  /** By the names of their endpoints. */
  readonly webhooks: ReadonlyMap<string, WebhookQueue>;
}
