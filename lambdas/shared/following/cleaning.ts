import type { StoredImage } from '../record.ts';

/** What waits in the queue of the object cleaner. */
export type CleaningRequest = VanishedRecord | ErasureTold;

/** An erase request that was written to the table: to be looked after until it is done. */
interface ErasureTold {
  kind: 'erase';
  /** Of its item. */
  eraseId: string;
  /** As the item has it, epoch ms: once it has another, another message looks after it. */
  requestedAt: number;
}

/** A record that was deleted, or has expired: its objects go. Or one that lives, and has got another image. */
export interface VanishedRecord {
  kind: 'vanished';
  id: string;
  incarnation?: string;
  owner?: string;
  /** Epoch ms. */
  createdAt?: number;
  /** As it was last. */
  version?: number;
  images: StoredImage[];
  /** Images that the record had before, whose objects are deleted by whoever replaced them: what is left of them are renditions. */
  replaced?: StoredImage[];
}

/**
 * The attribute that makes an item an erase request: what it wants erased. Such an item is no record: it has no `version`.
 * When the item of a record's incarnation goes, that incarnation is erased.
 */
export const ERASE_ATTRIBUTE = 'erase';
