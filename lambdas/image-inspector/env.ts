/** The environment variables of the image inspector. The infrastructure's type is derived from this list. */
export const INSPECTOR_ENV = [
  'TABLE_NAME',
  'BUCKET_NAME',
  /** Bytes; a larger upload is refused. */
  'MAX_UPLOAD_BYTES',
  /** Stored width × height; a larger image is refused. */
  'MAX_PIXELS',
  /** Media types, comma-separated. */
  'ALLOWED_TYPES',
  'THUMBNAIL_QUEUE_URL',
  /** Lifetime of a ticket: as long as that, a record remembers the tickets that were used. */
  'URL_EXPIRES_SECONDS',
  /** Partitions of the `feed` index. */
  'FEED_SHARDS',
] as const;
