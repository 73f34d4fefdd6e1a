import { noUsage, type Usage } from './usage.ts';

/**
 * The calls of a run of the reconciler in which all agrees: of records with an image and a thumbnail each, none replaced or
 * deleted. `test/bench/reconciling-calls.test.ts` compares them with those that a run makes.
 */
export const RUN_CALLS = {
  /** Images and thumbnails. */
  objectsARecord: 2,
  /** Versions that S3 lists at once. */
  versionsAListing: 1_000,
  /** Ids that the table is asked for at once, after each listing. */
  idsABatch: 100,
  /** Records of a page of the table. */
  recordsAScan: 500,
  /** Of the image's version, and of the thumbnail. */
  headsARecord: 2,
} as const;

/** Read units, not consistent: half a unit for what is read alone, up to 4 KB; a page of records of 1 KB is summed up first. */
const READ_UNITS = { anIdOfABatch: 0.5, aRecordOfAScan: 0.125 };

/** Taken for, not measured: what a call keeps the function busy. HEADs are on their way 64 at once. */
const MS = { listing: 300, batch: 30, scan: 100, head: 2 };
const MEMORY_GB = 1;
/** Of the function: then it sends the next message. */
const SLICE_MS = 20_000;
/** Of the lines that Lambda and the function write about a slice. */
const LOG_BYTES_A_SLICE = 500;

/** The calls of a run over so many objects. */
export function callsOfRun(objects: number) {
  const { objectsARecord, versionsAListing, idsABatch, recordsAScan, headsARecord } = RUN_CALLS;
  const records = objects / objectsARecord;
  return {
    listings: objects / versionsAListing,
    batches: objects / idsABatch,
    scans: records / recordsAScan,
    heads: records * headsARecord,
  };
}

/** What a run over so many objects uses. */
export function usageOfRun(objects: number): Usage {
  const { listings, batches, scans, heads } = callsOfRun(objects);
  const records = objects / RUN_CALLS.objectsARecord;
  const ms = listings * MS.listing + batches * MS.batch + scans * MS.scan + heads * MS.head;
  const slices = ms / SLICE_MS;
  return {
    ...noUsage(),
    lambdaInvocations: slices,
    lambdaGbSeconds: (ms / 1000) * MEMORY_GB,
    dynamodbReadUnits: objects * READ_UNITS.anIdOfABatch + records * READ_UNITS.aRecordOfAScan,
    // A listing costs as much as a PUT.
    s3Puts: listings,
    s3Gets: heads,
    // Sent, received and deleted.
    sqsRequests: 3 * slices,
    logBytes: slices * LOG_BYTES_A_SLICE,
  };
}
