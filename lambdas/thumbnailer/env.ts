/** The environment variables of the thumbnailer. The infrastructure's type is derived from this list. */
export const THUMBNAILER_ENV = [
  'TABLE_NAME',
  'BUCKET_NAME',
  /** Width × height; a larger image gets no thumbnail. */
  'MAX_PIXELS',
] as const;
