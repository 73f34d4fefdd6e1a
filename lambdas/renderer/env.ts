/** The environment variables of the renderer. The infrastructure's type is derived from this list. */
export const RENDERER_ENV = [
  'TABLE_NAME',
  'BUCKET_NAME',
  /** Width × height; a larger original is not drawn. */
  'MAX_PIXELS',
  /** What is drawn, and nothing else: pixels, as a JSON array. */
  'WIDTHS',
  /** For so long caches may keep a rendition, seconds. */
  'MAX_AGE_SECONDS',
] as const;
