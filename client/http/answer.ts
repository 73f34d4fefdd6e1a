import { ApiError, type ApiErrorBody } from '../errors.ts';
import { retryAfter } from './retry.ts';

/** What came back of one attempt. */
export interface Received {
  response: Response;
  text: string;
}

export interface Answer extends Received {
  /** What the request proved its right by: not to be repeated. */
  secret: string;
}

/**
 * @param called - `GET /metadata`, to be named in errors
 * @returns the parsed body; undefined where there is none
 * @throws ApiError for what is no success, or not the service’s
 */
export function readAnswer<T>(called: string, { response, text, secret }: Answer): T {
  // A network that wants a login first does so, too. Browsers do not tell where to, and give it the status 0.
  if (response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400)) {
    const message = `${called} was redirected, which the service never does. Check baseUrl.`;
    throw new ApiError(response.status, { message, code: 'NotJson' });
  }
  if (!response.ok) throw apiError(response, text, secret);
  if (response.status === 204 || response.status === 202) return undefined as T;
  try {
    return JSON.parse(text) as T;
  } catch {
    // A page of some web server, or of a network that wants a login first.
    const message = `${called} was answered, but not by the service. Check baseUrl, ${response.url}.`;
    throw new ApiError(response.status, { message, code: 'NotJson' });
  }
}

function apiError(response: Response, text: string, secret: string): ApiError {
  const { status, headers } = response;
  const body: Partial<ApiErrorBody> = parseObject(text, secret);
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

/** API Gateway's have 20 and more. Of a shorter one, of a local run, half the words of a message could be made. */
const SHORTEST_KEY = 8;

/** A proxy on the way may answer with anything, the request that it did not like included: without the key then. */
function parseObject(text: string, secret: string): object {
  const cut = (_: string, value: unknown) =>
    typeof value === 'string' && secret.length >= SHORTEST_KEY ? value.replaceAll(secret, '…') : value;
  try {
    return Object(JSON.parse(text, cut));
  } catch {
    return {};
  }
}
