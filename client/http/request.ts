import { checkCall, checkedHeader, jsonOf } from '../arguments.ts';
import { ApiError, NetworkError, TimeoutError } from '../errors.ts';
import { type Answer, type Received, readAnswer } from './answer.ts';
import { unlessAborted, withRetries } from './retry.ts';
import { startTimeLimit } from './time-limit.ts';

/** How to reach a service. */
export interface Connection {
  /** With the API's stage and no trailing slash: `https://….amazonaws.com/v1`. */
  baseUrl: string;
  apiKey: string | undefined;
  token: TokenSource | undefined;
  fetch: typeof fetch;
  /** How often a call that failed in passing is made again. */
  retries: number;
  /** The time that one attempt may take. */
  timeoutMs: number;
}

/**
 * Gives an access token of the person who is signed in. Asked before each attempt of a call, so that it is from memory as a
 * rule; and once more, with the token that was refused, where the service answers 401.
 */
export type TokenSource = (refused?: string) => Promise<string>;

/** Where a signed-in person's own records are, from the base URL on. */
const OWN = '/my';

/** What a caller may set on every call. */
export interface CallOptions {
  signal?: AbortSignal | undefined;
  retries?: number | undefined;
  /** The call outlives the page that makes it (`fetch`'s `keepalive`); for what is sent when a page is left. */
  keepalive?: boolean | undefined;
}

export interface ApiRequest extends CallOptions {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Encoded, from the base URL on. */
  path: string;
  query?: object | undefined;
  /** A text is JSON already, and goes as it is. */
  body?: object | string | undefined;
  headers?: Record<string, string> | undefined;
}

/**
 * Calls the API, again after failures in passing (no answer, 429, 5xx).
 * @returns the parsed body; undefined where there is none.
 * @throws ArgumentError before anything is sent; ApiError, NetworkError, TimeoutError, or the signal's reason.
 */
export async function callApi<T>(connection: Connection, request: ApiRequest): Promise<T> {
  checkCall(request);
  const { retries = connection.retries, signal, keepalive } = request;
  const { path, query, method, body, headers } = request;
  const url = `${connection.baseUrl}${connection.token ? OWN : ''}${path}${queryString(query)}`;
  const init: RequestInit = {
    method,
    headers: {
      accept: 'application/json',
      ...(connection.apiKey !== undefined && { 'x-api-key': connection.apiKey }),
      ...(body && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body && { body: typeof body === 'string' ? body : jsonOf(body) }),
    // Records change under the same URL, and a cached GET would hide it. Older Workers know no such option, and throw.
    ...('cache' in Request.prototype && { cache: 'no-store' }),
    // A redirect that is followed may take key or token along, to whatever origin it names. Workers know no `error`.
    ...((connection.apiKey !== undefined || connection.token) && { redirect: 'manual' }),
    ...(keepalive && { keepalive }),
  };
  let lost = false;
  return withRetries(
    async () => {
      try {
        return readAnswer<T>(`${method} ${path}`, await authorized(connection, request, url, init));
      } catch (error) {
        const gone = method === 'DELETE' && error instanceof ApiError && error.status === 404;
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

/** One attempt, and with another token a second one, where the first token was refused. What the source throws is thrown on. */
async function authorized(
  connection: Connection,
  request: ApiRequest,
  url: string,
  init: RequestInit,
): Promise<Answer> {
  const { token } = connection;
  if (!token) return { ...(await attempt(connection, request, url, init)), secret: connection.apiKey ?? '' };
  const { signal } = request;
  const send = async (text: string) => {
    const secret = checkedHeader('token', text);
    const headers = { ...init.headers, authorization: `Bearer ${secret}` };
    return { ...(await attempt(connection, request, url, { ...init, headers })), secret };
  };
  const first = await unlessAborted(token(), signal);
  const answer = await send(first);
  if (answer.response.status !== 401) return answer;
  const next = await unlessAborted(token(first), signal);
  return next === first ? answer : send(next);
}

/** One attempt. What `fetch` rejects, or what breaks off while its answer is read, is the network; nothing else is. */
async function attempt(
  { fetch, timeoutMs }: Connection,
  { method, path, signal }: ApiRequest,
  url: string,
  init: RequestInit,
): Promise<Received> {
  const limit = startTimeLimit(timeoutMs, signal);
  try {
    const response = await fetch(url, { ...init, signal: limit.signal });
    return { response, text: await response.text() };
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    if (limit.over) {
      throw new TimeoutError(`${method} ${path} had no answer in ${timeoutMs} ms.`, 'RequestTimeout');
    }
    throw new NetworkError(`${method} ${path} failed: ${reasonOf(error)}`, error);
  } finally {
    limit.end();
  }
}

function queryString(query: object = {}): string {
  const given = Object.entries(query).filter(([, value]) => value != null);
  const text = new URLSearchParams(
    given.map(([name, value]): [string, string] => [name, String(value)]),
  ).toString();
  return text && `?${text}`;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // Node's fetch tells the reason one level down.
  return error.cause instanceof Error ? error.cause.message || error.message : error.message;
}
