import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { API_CORS } from '../../../contract/cors.ts';
import { ERROR_CODES, type ErrorBody } from '../../../contract/error-codes.ts';
import { DomainError } from '../errors.ts';

/** What a route answers; {@link respond} makes it an API Gateway result. */
export interface Answer {
  status: number;
  body?: object;
  headers?: Record<string, string>;
  /** For the log, where the path does not have it. */
  recordId?: string;
  /** What the service failed at within the request, for the log. */
  failures?: unknown[];
}

/** A request header by its name in any case (RFC 9110, section 5.1); undefined when it is absent. */
export function header(event: APIGatewayProxyEvent, name: string): string | undefined {
  const wanted = name.toLowerCase();
  const found = Object.entries(event.headers ?? {}).find(([key]) => key.toLowerCase() === wanted);
  return found?.[1];
}

/** All lines of a request header: {@link header} is the last one. Empty when it is absent. */
export function headerLines(
  { headers, multiValueHeaders }: APIGatewayProxyEvent,
  name: string,
): readonly string[] {
  const wanted = name.toLowerCase();
  return Object.entries({ ...headers, ...multiValueHeaders })
    .filter(([key]) => key.toLowerCase() === wanted)
    .flatMap(([, lines = []]) => lines);
}

export function respond(answer: Answer, cors: Record<string, string>): APIGatewayProxyResult {
  const { status, body, headers } = answer;
  return {
    statusCode: status,
    headers: {
      ...(body && { 'Content-Type': 'application/json' }),
      // Answers carry presigned URLs, which are bearer secrets.
      'Cache-Control': 'no-store',
      ...cors,
      ...headers,
    },
    body: body ? JSON.stringify(body) : '',
  };
}

/** The one place where a domain error becomes a status. */
export function errorAnswer(error: DomainError, requestId: string): Answer {
  const { retryAfterSeconds, ...details } = error.details;
  const body: ErrorBody = { message: error.message, code: error.code, requestId, ...details };
  return {
    status: ERROR_CODES[error.code].status,
    body,
    ...(retryAfterSeconds !== undefined && { headers: { 'Retry-After': String(retryAfterSeconds) } }),
  };
}

/** The answer to whatever was thrown: what no caller can help is a 500, and goes to the log. */
export function failedAnswer(error: unknown, requestId: string): Answer {
  if (error instanceof DomainError) return errorAnswer(error, requestId);
  const told = new DomainError('InternalError', 'The service failed; the log knows more');
  return { ...errorAnswer(told, requestId), failures: [error] };
}

/**
 * CORS headers for every answer, errors too.
 * @param allowed origins of the stage; `*` alone for any
 * @param origin of the request
 */
export function corsHeaders(allowed: readonly string[], origin: string | undefined): Record<string, string> {
  const exposed = { 'Access-Control-Expose-Headers': API_CORS.exposedHeaders.join(', ') };
  if (allowed.length === 1) return { 'Access-Control-Allow-Origin': allowed[0]!, ...exposed };
  const match = origin !== undefined && allowed.includes(origin) ? origin : undefined;
  return { ...(match && { 'Access-Control-Allow-Origin': match }), Vary: 'Origin', ...exposed };
}
