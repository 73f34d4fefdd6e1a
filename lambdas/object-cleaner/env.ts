/** The environment variables of the object cleaner. The infrastructure's type is derived from this list. */
export const CLEANER_ENV = [
  'TABLE_NAME',
  'BUCKET_NAME',
  'CLEANING_QUEUE_URL',
  /** For so long the bucket keeps what is put aside, days. */
  'RESTORE_DAYS',
] as const;

/** Where the stage delivers images in other widths: of CloudFront. */
export const DISTRIBUTION_ENV = ['DISTRIBUTION_ID'] as const;
