/**
 * Every code of the one error shape with its HTTP status. The function, the gateway's responses and the OpenAPI document
 * take them from here; what each means, and what a client does about it, is in `openapi/error-guide.ts`.
 */
export const ERROR_CODES = {
  ValidationFailed: { status: 400 },
  BadRequest: { status: 400 },
  Unauthorized: { status: 401 },
  Forbidden: { status: 403 },
  FirewallRefused: { status: 403 },
  NotFound: { status: 404 },
  MethodNotAllowed: { status: 405 },
  AlreadyExists: { status: 409 },
  IdempotencyConflict: { status: 409 },
  TooManyTickets: { status: 409 },
  EditConflict: { status: 409 },
  PreconditionFailed: { status: 412 },
  PayloadTooLarge: { status: 413 },
  UnsupportedMediaType: { status: 415 },
  TooManyRequests: { status: 429 },
  QuotaExceeded: { status: 429 },
  HourlyLimitReached: { status: 429 },
  InternalError: { status: 500 },
  SignInUnavailable: { status: 503 },
  Timeout: { status: 504 },
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
