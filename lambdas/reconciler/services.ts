import type { Logger } from '../shared/logger.ts';
import { IMAGE_PREFIX } from '../shared/objects/object-key.ts';
import { THUMBNAIL_PREFIX } from '../shared/objects/thumbnail.ts';
import { judgeImages } from './judging/judge-images.ts';
import { judgeThumbnails } from './judging/judge-thumbnails.ts';
import { listingPass } from './passes/listing-pass.ts';
import type { Pass, PassServices } from './passes/pass.ts';
import { recordPass } from './passes/record-pass.ts';
import type { ReconcilingQueues } from './reconciling-queues.ts';
import type { PassName } from './running/run.ts';

/** What the reconciler is made of. */
export interface ReconcilerParts extends PassServices {
  queues: Pick<ReconcilingQueues, 'recheck' | 'goOn'>;
  /** Of the objects seen, from 0 to 1: a run deletes no more. */
  deleteShare: number;
  logger: Logger;
  /** Epoch ms. */
  now(): number;
}

/** What it works with; made once, outside the handler. */
export interface ReconcilerServices extends ReconcilerParts {
  passes: Record<PassName, Pass>;
}

export function servicesOf(parts: ReconcilerParts): ReconcilerServices {
  return {
    ...parts,
    passes: {
      images: listingPass(IMAGE_PREFIX, judgeImages, parts),
      thumbnails: listingPass(THUMBNAIL_PREFIX, judgeThumbnails, parts),
      records: recordPass(parts),
    },
  };
}
