import { ApiError, type ApiErrorBody, IntakeError, NetworkError, TimeoutError } from './errors.ts';
import { retryAfter, withRetries } from './retry.ts';

/** How to reach a service. */
export interface Connection {
  /** With the API's stage and no trailing slash: `https://….amazonaws.com/v1`. */
  baseUrl: string;
  apiKey: string;
  fetch: typeof fetch;
  /** How often a call that failed in passing is made again. */
  retries: number;
  /** The time that one attempt may take. */
  timeoutMs: number;
}

/** What a caller may set on every call. */
export interface CallOptions {
  signal?: AbortSignal | undefined;
  retries?: number | undefined;
}

export interface ApiRequest extends CallOptions {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Encoded, from the base URL on. */
  path: string;
  query?: object | undefined;
  body?: object | undefined;
  headers?: Record<string, string> | undefined;
}

/**
 * Calls the API, again after failures in passing (no answer, 429, 5xx).
 * @returns the parsed body; undefined where there is none.
 * @throws ApiError, NetworkError, TimeoutError, or the signal's reason.
 */
export async function callApi<T>(connection: Connection, request: ApiRequest): Promise<T> {
  const { retries = connection.retries, signal } = request;
  let lost = false;
  return withRetries(
    async () => {
      try {
        return await attempt<T>(connection, request);
      } catch (error) {
        const gone = request.method === 'DELETE' && error instanceof ApiError && error.status === 404;
        // The answer to an earlier attempt was lost, not its deed.
        if (gone && lost) return undefined as T;
        lost ||= !(error instanceof ApiError) || error.status >= 500;
        throw error;
      }
    },
    retries,
    signal,
  );
}

async function attempt<T>(connection: Connection, request: ApiRequest): Promise<T> {
  const { method, path, query, body, headers, signal } = request;
  const timeout = AbortSignal.timeout(connection.timeoutMs);
  try {
    const response = await connection.fetch(`${connection.baseUrl}${path}${queryString(query)}`, {
      method,
      headers: {
        accept: 'application/json',
        'x-api-key': connection.apiKey,
        ...(body && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body && { body: JSON.stringify(body) }),
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      // Records change under the same URL, and a cached GET would hide it.
      cache: 'no-store',
    });
    const text = await response.text();
    if (!response.ok) throw apiError(response, text);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  } catch (error) {
    if (error instanceof IntakeError || signal?.aborted) throw signal?.aborted ? signal.reason : error;
    if (timeout.aborted) {
      throw new TimeoutError(
        `${method} ${path} had no answer in ${connection.timeoutMs} ms.`,
        'RequestTimeout',
      );
    }
    throw new NetworkError(`${method} ${path} failed: ${reasonOf(error)}`, error);
  }
}

function queryString(query: object = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  const text = new URLSearchParams(Object.fromEntries(given)).toString();
  return text && `?${text}`;
}

function apiError(response: Response, text: string): ApiError {
  const { status, headers } = response;
  const body: Partial<ApiErrorBody> = parseObject(text);
  return new ApiError(
    status,
    {
      ...body,
      message: body.message ?? `The service answered ${status}.`,
      code: body.code ?? `Http${status}`,
      requestId: body.requestId ?? headers.get('x-amzn-requestid') ?? undefined,
    },
    retryAfter(headers.get('retry-after')),
  );
}

/** A proxy on the way may answer with anything. */
function parseObject(text: string): object {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // Node's fetch tells the reason one level down.
  return error.cause instanceof Error ? error.cause.message || error.message : error.message;
}
