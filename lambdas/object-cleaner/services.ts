import type { Erasures } from '../shared/following/erasures.ts';
import type { CleanedObjects } from './cleaned-objects.ts';
import type { EraseRequests } from './erase-requests.ts';
import type { Invalidations } from './invalidating/invalidations.ts';
import type { VanishedRecords } from './vanished-records.ts';

/** What the cleaner works with; made once, outside the handler. */
export interface CleanerServices {
  records: VanishedRecords;
  requests: EraseRequests;
  erasures: Erasures;
  objects: CleanedObjects;
  /** Undefined where the stage delivers no images: then there are no renditions either. */
  invalidations: Pick<Invalidations, 'ask'> | undefined;
  /** Epoch ms. */
  now(): number;
}
