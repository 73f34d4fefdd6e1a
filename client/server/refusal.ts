import { ApiError, type ApiErrorBody, NetworkError, TimeoutError } from '../errors.ts';
import { randomKey } from '../random-key.ts';

interface Details extends Pick<ApiErrorBody, 'errors' | 'version'> {
  /** That of the API's answer, where it is passed on. */
  requestId?: string | undefined;
  headers?: Record<string, string>;
  /** What the app's operator is to know of. */
  fault?: unknown;
}

/** What the route itself refuses, or passes on. It becomes an answer in the API's one error shape. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly requestId: string;
  readonly details: Details;

  constructor(status: number, code: string, message: string, details: Details = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.requestId = details.requestId ?? randomKey();
    this.details = details;
  }
}

/** Characters of a name or a text of the caller's within a message. */
const LONGEST_SHOWN = 100;

/** The beginning of what the caller sent, as it may stand in an answer. */
export function shown(text: string): string {
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
}

/** A field is wrong, or may not be given. */
export function refusedField(name: string, message: string): Refusal {
  const path = shown(name);
  return new Refusal(400, 'ValidationFailed', `${path} ${message}`, { errors: [{ path, message }] });
}

/**
 * Any error as a refusal. What is wrong between the app and the service (its key, its address, its network), and in the
 * app itself, is no fault of the person, and none of their business.
 */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  const fault = error ?? new Error(`${error} was thrown`);
  if (error instanceof TimeoutError) {
    const headers = { 'retry-after': '1' };
    return new Refusal(504, 'Timeout', 'The service took too long; retry.', { headers, fault });
  }
  const message = 'The service failed; retry, and quote the request id.';
  if (error instanceof ApiError && error.code === 'QuotaExceeded') {
    return new Refusal(503, 'InternalError', message, { headers: retryAfterOf(error), fault });
  }
  const between = error instanceof NetworkError || error instanceof ApiError;
  return new Refusal(between ? 502 : 500, 'InternalError', message, { fault });
}

export function refusalAnswer({ status, code, message, requestId, details }: Refusal): Response {
  const { headers = {}, errors = [], version } = details;
  const more = { ...(errors.length > 0 && { errors }), ...(version !== undefined && { version }) };
  return Response.json({ message, code, requestId, ...more }, { status, headers });
}

export function retryAfterOf({ retryAfterMs }: ApiError): Record<string, string> {
  return retryAfterMs === undefined ? {} : { 'retry-after': String(Math.ceil(retryAfterMs / 1000)) };
}
