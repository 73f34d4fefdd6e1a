/**
 * Headers that libraries add to requests by themselves, whatever the page asked for: HTTP clients, and tracers, error
 * reports and monitoring that wrap `fetch`. A preflight that refused one would fail the request; here they do nothing.
 * https://www.w3.org/TR/trace-context/, https://www.w3.org/TR/baggage/, https://github.com/openzipkin/b3-propagation
 */
const OF_LIBRARIES = [
  'cache-control',
  'pragma',
  'x-requested-with',
  'x-request-id',
  'x-correlation-id',
  'traceparent',
  'tracestate',
  'baggage',
  'b3',
  'x-b3-traceid',
  'x-b3-spanid',
  'x-b3-parentspanid',
  'x-b3-sampled',
  'x-b3-flags',
  'sentry-trace',
  'x-datadog-trace-id',
  'x-datadog-parent-id',
  'x-datadog-origin',
  'x-datadog-sampling-priority',
  'x-datadog-tags',
  'newrelic',
  'elastic-apm-traceparent',
  'request-id',
  'request-context',
  'x-amzn-trace-id',
  'x-cloud-trace-context',
  'uber-trace-id',
  'x-trace-id',
] as const;

/**
 * What pages of the allowed origins may send and read. The function, the gateway's preflights and errors, and the bucket
 * take their CORS rules from here; a stage may allow further request headers.
 * https://fetch.spec.whatwg.org/#http-cors-protocol
 */
export const API_CORS = {
  methods: ['GET', 'POST', 'PUT', 'DELETE', 'OPTIONS'],
  requestHeaders: [
    'content-type',
    'content-encoding',
    'x-api-key',
    'authorization',
    'if-match',
    'if-none-match',
    'if-modified-since',
    'if-range',
    'idempotency-key',
    ...OF_LIBRARIES,
  ],
  exposedHeaders: [
    'ETag',
    'Location',
    'Retry-After',
    'WWW-Authenticate',
    'Allow',
    'Content-Length',
    'x-amzn-RequestId',
    'x-amzn-ErrorType',
  ],
} as const;

/** The same for presigned URLs of the bucket. Readers of parts of files ask by `range` and `if-range`. */
export const STORAGE_CORS = {
  methods: ['PUT', 'GET', 'HEAD'],
  requestHeaders: [
    'content-type',
    'if-none-match',
    'x-amz-checksum-sha256',
    'range',
    'if-range',
    'if-modified-since',
    ...OF_LIBRARIES,
  ],
  exposedHeaders: [
    'ETag',
    'x-amz-checksum-sha256',
    'x-amz-version-id',
    'x-amz-request-id',
    'Accept-Ranges',
    'Content-Range',
    'Content-Length',
    'Content-Disposition',
  ],
} as const;

/** Seconds that a browser may keep the answer to a preflight. */
export const PREFLIGHT_SECONDS = 3600;
