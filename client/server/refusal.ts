import { randomKey } from '../client.ts';
import { ApiError, type ApiErrorBody, ArgumentError, NetworkError, TimeoutError } from '../errors.ts';

/** What the route itself refuses. It becomes an answer in the API's one error shape. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly errors: ApiErrorBody['errors'];
  readonly headers: Record<string, string>;

  constructor(
    status: number,
    code: string,
    message: string,
    { errors, headers = {} }: { errors?: ApiErrorBody['errors']; headers?: Record<string, string> } = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.errors = errors;
    this.headers = headers;
  }
}

/** A field is wrong, or may not be given. */
export function refusedField(path: string, message: string): Refusal {
  return new Refusal(400, 'ValidationFailed', `${path} ${message}`, { errors: [{ path, message }] });
}

/** Whether the person who asked, or the service of images, can do nothing about it: the app's own operator must. */
export function isOperators(error: unknown): boolean {
  if (error instanceof Refusal || error instanceof ArgumentError) return false;
  return !(error instanceof ApiError) || error.status === 403 || error.code === 'NotJson';
}

/**
 * An error as an answer. What is wrong between the app and the service (its key, its address, its network) is no fault
 * of the person, and none of their business: 502 or 504.
 */
export function refusalAnswer(error: unknown): Response {
  const { status, retryAfterMs, ...body } = describe(error);
  const headers = {
    ...(error instanceof Refusal && error.headers),
    ...(retryAfterMs !== undefined && { 'retry-after': String(Math.ceil(retryAfterMs / 1000)) }),
  };
  return Response.json({ requestId: randomKey(), ...body }, { status, headers });
}

type Described = Omit<ApiErrorBody, 'requestId'> & {
  status: number;
  requestId?: string;
  retryAfterMs?: number | undefined;
};

function describe(error: unknown): Described {
  if (error instanceof Refusal) {
    const { status, code, message, errors } = error;
    return { status, code, message, ...(errors && { errors }) };
  }
  if (error instanceof ArgumentError) {
    const { argument: path, message } = error;
    const errors = [{ path, message: message.slice(path.length + 1) }];
    return { status: 400, code: 'ValidationFailed', message, errors };
  }
  if (error instanceof ApiError && !isOperators(error)) {
    const { status, code, message, requestId, errors, version, retryAfterMs } = error;
    return {
      status,
      code,
      message,
      ...(requestId !== undefined && { requestId }),
      ...(errors.length > 0 && { errors }),
      ...(version !== undefined && { version }),
      retryAfterMs,
    };
  }
  if (error instanceof TimeoutError) {
    return { status: 504, code: 'Timeout', message: 'The service took too long; retry.', retryAfterMs: 1000 };
  }
  const passing = error instanceof NetworkError || error instanceof ApiError;
  return {
    status: passing ? 502 : 500,
    code: 'InternalError',
    message: 'The service failed; retry, and quote the request id.',
  };
}
