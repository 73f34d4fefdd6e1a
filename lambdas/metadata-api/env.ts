/** The environment variables of the metadata API. The infrastructure's type is derived from this list. */
export const METADATA_API_ENV = [
  'TABLE_NAME',
  'BUCKET_NAME',
  /** Of the bucket in its region, without protocol: presigned URLs begin with it. */
  'BUCKET_DOMAIN_NAME',
  /** How many partitions the `feed` index spreads over, 1 or more. */
  'FEED_SHARDS',
  /** Lifetime of presigned URLs, seconds. */
  'URL_EXPIRES_SECONDS',
  /** Bytes; a larger declared size is refused. */
  'MAX_UPLOAD_BYTES',
  /** Media types, comma-separated. */
  'ALLOWED_TYPES',
  /** Origins that may read answers in a browser, comma-separated; `*` for any. */
  'ALLOWED_ORIGINS',
  /** `true` when a ticket must declare size and type. */
  'REQUIRE_DECLARED_UPLOADS',
  /** Days until a record that never got an image expires. */
  'PENDING_DAYS',
] as const;

/** Where the stage delivers images in other widths: how, as JSON (lambdas/shared/delivery/settings.ts). */
export const DELIVERY_ENV = ['DELIVERY'] as const;
