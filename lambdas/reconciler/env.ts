/** The environment variables of the reconciler. The infrastructure's type is derived from this list. */
export const RECONCILER_ENV = [
  'TABLE_NAME',
  'BUCKET_NAME',
  /** Its own, on which a run goes on. */
  'RECONCILING_QUEUE_URL',
  /** The inspector's, for rechecks. */
  'UPLOAD_QUEUE_URL',
  /** Partitions of the `feed` index. */
  'FEED_SHARDS',
  /** Share of the objects seen that a run may delete, in parts per million; more than that, and it deletes none. */
  'DELETE_PARTS_PER_MILLION',
] as const;
