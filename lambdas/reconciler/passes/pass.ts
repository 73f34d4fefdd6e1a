import type { Finding } from '../judging/finding.ts';
import type { KnownRecords } from '../reading/known-records.ts';
import type { ListedObjects } from '../reading/listed-objects.ts';

/** What a pass reads by, and what it believes. */
export interface PassServices {
  objects: ListedObjects;
  records: KnownRecords;
  /** Partitions of the `feed` index. */
  feedShards: number;
}

/** How much was looked at. */
export interface Seen {
  /** Objects that a GET finds. */
  objects: number;
  /** Objects that are not this service's. */
  foreign: number;
  /** Ids that have objects. */
  ids: number;
  records: number;
}

/** A page of a pass. */
export interface PassPage {
  /** Ids of which something may not agree. */
  doubtful: string[];
  seen: Seen;
  /** Where it goes on; undefined at the end, and before anything is whole. */
  cursor: string | undefined;
}

/** One way to compare bucket and table. */
export interface Pass {
  /**
   * Goes through all whose id begins so, by cheap reads.
   * @param before - what has happened since, epoch ms, may be on its way yet
   */
  sieve(idPrefix: string, before: number, cursor?: string): AsyncGenerator<PassPage>;
  /** Looks at one id by consistent reads: objects first, then the record. */
  look(id: string, before: number): Promise<Finding[]>;
}

/** Requests to S3 at once. */
export const CONCURRENCY = 32;
