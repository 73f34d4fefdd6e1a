import type { Metadata } from './types.ts';

/** What every error of the client has; aborting throws the signal's own reason instead, as `fetch` does. */
export class IntakeError extends Error {
  // Not the class's own: a build may have shortened that.
  override name = 'IntakeError';
  /** For programs: stable, unlike the message. */
  readonly code: string;
  /** Whether the same call may succeed a moment later. */
  readonly retryable: boolean;
  /** How long the service asks to wait, ms. */
  readonly retryAfterMs: number | undefined;

  constructor(
    message: string,
    {
      code,
      retryable = false,
      retryAfterMs,
      cause,
    }: { code: string; retryable?: boolean; retryAfterMs?: number | undefined; cause?: unknown },
  ) {
    super(message, cause === undefined ? {} : { cause });
    this.code = code;
    this.retryable = retryable;
    this.retryAfterMs = retryAfterMs;
  }
}

/**
 * An argument cannot be right, whatever the service would say to it. Told before anything is sent, and never retried;
 * a file that cannot be read any more is told when that is found.
 */
export class ArgumentError extends IntakeError {
  override name = 'ArgumentError';
  /** Its name, or the dotted path of a field of it. */
  readonly argument: string;

  /** @param fault goes on from the argument's name: `must be a whole number`. */
  constructor(argument: string, fault: string, cause?: unknown) {
    super(`${argument} ${fault}`, { code: 'InvalidArgument', cause });
    this.argument = argument;
  }
}

/** What an API error's body holds. */
export interface ApiErrorBody {
  message: string;
  code: string;
  requestId?: string | undefined;
  /** The fields at fault. */
  errors?: { path: string; message: string }[] | undefined;
  /** The record's current version, with a 412. */
  version?: number | undefined;
}

/**
 * The API answered with an error. `code` tells apart what shares a status: with 403, `Forbidden` is about the key, and
 * `FirewallRefused` about the request. Neither is retried; what was too much (429) is.
 */
export class ApiError extends IntakeError {
  override name = 'ApiError';
  readonly status: number;
  readonly requestId: string | undefined;
  readonly errors: { path: string; message: string }[];
  /** The record's current version, where the call was refused because its `ifMatch` is stale (status 412). */
  readonly version: number | undefined;

  constructor(status: number, body: ApiErrorBody, retryAfterMs?: number) {
    super(body.message, { code: body.code, retryable: isPassing(status, body.code), retryAfterMs });
    this.status = status;
    this.requestId = body.requestId;
    this.errors = body.errors ?? [];
    this.version = body.version;
  }
}

/** Too many requests, a fault of the service, or others who kept editing the record meanwhile. */
function isPassing(status: number, code: string): boolean {
  return status === 429 || status >= 500 || code === 'EditConflict';
}

/** No answer came: offline, a broken connection, or an origin that CORS does not allow. */
export class NetworkError extends IntakeError {
  override name = 'NetworkError';

  constructor(message: string, cause?: unknown) {
    super(message, { code: 'NetworkError', retryable: true, cause });
  }
}

/** No answer came in time, or the image was not inspected in time (`code` is `InspectionTimeout` then). */
export class TimeoutError extends IntakeError {
  override name = 'TimeoutError';

  constructor(message: string, code: 'RequestTimeout' | 'InspectionTimeout', cause?: unknown) {
    super(message, { code, retryable: code === 'RequestTimeout', cause });
  }
}

const PASSING_FAULTS = new Set([
  'RequestTimeout',
  'SlowDown',
  'ConditionalRequestConflict',
  'OperationAborted',
]);

/** S3 refused the bytes. `code` is S3's. */
export class UploadRefusedError extends IntakeError {
  override name = 'UploadRefusedError';
  readonly status: number;
  readonly requestId: string | undefined;
  /** The ticket's time is over; another ticket may do. */
  readonly expired: boolean;

  constructor(status: number, { code, message, requestId }: Omit<ApiErrorBody, 'errors'>) {
    super(message, { code, retryable: status >= 500 || PASSING_FAULTS.has(code) });
    this.status = status;
    this.requestId = requestId;
    this.expired = code === 'ExpiredToken' || (code === 'AccessDenied' && /expired/i.test(message));
  }
}

/** The bytes arrived, and the service found them to be no image that it takes. `code` is the rejection's. */
export class ImageRejectedError extends IntakeError {
  override name = 'ImageRejectedError';
  /** Epoch ms of the refused upload. */
  readonly at: number;
  readonly metadata: Metadata;

  constructor(metadata: Metadata, rejection: { code: string; message: string; at: number }) {
    super(rejection.message, { code: rejection.code });
    this.at = rejection.at;
    this.metadata = metadata;
  }
}

/** The bytes arrived, and somebody else's later upload to the same record took their place. */
export class UploadSupersededError extends IntakeError {
  override name = 'UploadSupersededError';
  readonly metadata: Metadata;

  constructor(metadata: Metadata) {
    super('A later upload to the same record took the place of this one.', { code: 'Superseded' });
    this.metadata = metadata;
  }
}
