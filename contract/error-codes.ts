/**
 * Every code of the one error shape: its HTTP status, what it means, and what a client does about it. The function,
 * the gateway's responses, the OpenAPI document and docs/api.md take them from here. Imports nothing.
 */
export const ERROR_CODES = {
  ValidationFailed: {
    status: 400,
    meaning: 'Path, query, header or body is wrong; `errors` names each field.',
    remedy: 'Correct the named fields. Repeating the same request fails again.',
  },
  BadRequest: {
    status: 400,
    meaning: 'The gateway cannot serve the request.',
    remedy: 'Check method, path and headers.',
  },
  Forbidden: {
    status: 403,
    meaning: 'The API key is missing, wrong or disabled.',
    remedy: 'Send a valid key in `x-api-key`.',
  },
  NotFound: {
    status: 404,
    meaning: 'No such path, record, or image.',
    remedy: 'Check path and id; the record may have been deleted or have expired without an upload.',
  },
  MethodNotAllowed: {
    status: 405,
    meaning: 'The path exists, the method does not.',
    remedy: 'Use a method of the `Allow` header.',
  },
  AlreadyExists: {
    status: 409,
    meaning: 'The user already has an image of this name.',
    remedy: 'Update the record that the message names.',
  },
  IdempotencyConflict: {
    status: 409,
    meaning: 'The `Idempotency-Key` was used with another body.',
    remedy: 'Use a new key for a new request.',
  },
  TooManyTickets: {
    status: 409,
    meaning: 'The record has given out all of its 100 upload tickets.',
    remedy: 'Create a new record.',
  },
  EditConflict: {
    status: 409,
    meaning: 'Others kept changing the record meanwhile; nothing was changed.',
    remedy: 'Send the request again.',
  },
  PreconditionFailed: {
    status: 412,
    meaning: '`If-Match` does not match; `version` is the current revision.',
    remedy: 'Read the record, apply the change to it, and send its new ETag.',
  },
  PayloadTooLarge: {
    status: 413,
    meaning: 'The request body is too large.',
    remedy: 'Send at most 64 KiB; images go to the presigned URL.',
  },
  UnsupportedMediaType: {
    status: 415,
    meaning: 'The body is not `application/json`.',
    remedy: 'Send JSON, and `Content-Type: application/json`.',
  },
  TooManyRequests: {
    status: 429,
    meaning: 'Too many requests a second.',
    remedy: 'Wait for `Retry-After` seconds, then retry with growing pauses.',
  },
  QuotaExceeded: {
    status: 429,
    meaning: 'The daily quota of the API key is used up.',
    remedy: 'Wait until the next day, or have the quota raised.',
  },
  InternalError: {
    status: 500,
    meaning: 'The service failed; details are in its log under `requestId`.',
    remedy: 'Retry with growing pauses; then report the `requestId`.',
  },
  Timeout: {
    status: 504,
    meaning: 'The service took too long.',
    remedy: 'Retry; a POST with the same `Idempotency-Key`, so that nothing is created twice.',
  },
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;

/** One wrong field. */
export interface FieldError {
  /** Dotted path of a body field, or the name of a query parameter, header or path parameter. */
  path: string;
  message: string;
}

/** The body of every answer that is an error. */
export interface ErrorBody {
  message: string;
  code: ErrorCode;
  requestId: string;
  errors?: FieldError[];
  /** With `PreconditionFailed`: the current revision. */
  version?: number;
}
