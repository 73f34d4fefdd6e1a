/**
 * What pages of the allowed origins may send and read. The function, the gateway's preflights and errors, and the bucket
 * take their CORS rules from here. https://fetch.spec.whatwg.org/#http-cors-protocol
 */
export const API_CORS = {
  methods: ['GET', 'POST', 'PUT', 'DELETE', 'OPTIONS'],
  requestHeaders: ['Content-Type', 'X-Api-Key', 'If-Match', 'Idempotency-Key'],
  exposedHeaders: ['ETag', 'Location', 'Retry-After', 'Allow', 'x-amzn-RequestId', 'x-amzn-ErrorType'],
} as const;

/** The same for presigned URLs of the bucket. */
export const STORAGE_CORS = {
  methods: ['PUT', 'GET', 'HEAD'],
  requestHeaders: ['content-type', 'if-none-match', 'x-amz-checksum-sha256', 'range'],
  exposedHeaders: ['ETag', 'x-amz-checksum-sha256', 'x-amz-version-id'],
} as const;

/** Seconds that a browser may keep the answer to a preflight. */
export const PREFLIGHT_SECONDS = 3600;
