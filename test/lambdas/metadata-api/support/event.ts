import { randomUUID } from 'node:crypto';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { PATHS, USER_PATHS } from '../../../../contract/paths.ts';

export interface Call {
  /** Sent as it is when text, else as JSON. */
  body?: unknown;
  /** Several lines of one header as a list. */
  headers?: Record<string, string | string[]>;
  /** API Gateway's id of the caller's key. */
  apiKeyId?: string;
  /** What the authorizer tells of the person, as text, in place of a key. */
  authorizer?: Record<string, unknown> | undefined;
  /** The body is Base64. */
  base64?: boolean;
}

const RECORD_PATH = /^(\/my)?\/metadata\/([^/]+)$/;

const isPath = (path: string) => Object.hasOwn({ ...PATHS, ...USER_PATHS }, path);

/** The event that API Gateway makes of a request: query decoded, resource matched, body as text. */
export function apiEvent(
  method: string,
  path: string,
  { body, headers = {}, apiKeyId = 'key-1', authorizer, base64 = false }: Call = {},
): APIGatewayProxyEvent {
  const { pathname, searchParams } = new URL(path, 'http://api');
  // As the gateway: a path that is there comes before one with a parameter.
  const [, prefix = '', id] = isPath(pathname) ? [] : (RECORD_PATH.exec(pathname) ?? []);
  const names = [...new Set(searchParams.keys())];
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const sent = { ...(text !== undefined && { 'Content-Type': 'application/json' }), ...headers };
  const lines = Object.entries(sent).map(([name, value]) => [name, [value].flat()] as const);
  const event = {
    httpMethod: method,
    path: pathname,
    resource: id === undefined ? pathname : `${prefix}/metadata/{id}`,
    pathParameters: id === undefined ? null : { id: decodeURIComponent(id) },
    headers: Object.fromEntries(lines.map(([name, values]) => [name, values.at(-1)])),
    multiValueHeaders: Object.fromEntries(lines),
    queryStringParameters: names.length > 0 ? Object.fromEntries(searchParams) : null,
    multiValueQueryStringParameters:
      names.length > 0 ? Object.fromEntries(names.map((name) => [name, searchParams.getAll(name)])) : null,
    body: text ?? null,
    isBase64Encoded: base64,
    requestContext: {
      requestId: randomUUID(),
      path: `/v1${pathname}`,
      stage: 'v1',
      identity: authorizer ? {} : { apiKeyId },
      ...(authorizer && { authorizer }),
    },
  };
  return event as unknown as APIGatewayProxyEvent;
}
