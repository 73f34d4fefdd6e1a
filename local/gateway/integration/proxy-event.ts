import type { APIGatewayEventRequestContext, APIGatewayProxyEvent } from 'aws-lambda';
import { matches } from '../../iam/patterns.ts';
import type { RequestContext } from '../context.ts';

/** What the event tells beyond the request itself. */
export interface EventSettings {
  /** `/metadata/{id}` */
  resource: string;
  stageVariables: Record<string, string> | undefined;
  binaryMediaTypes: string[];
}

/**
 * The event of a Lambda proxy integration, payload 1.0.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-input-format
 */
export function proxyEvent(
  { request, variables }: RequestContext,
  { resource, stageVariables, binaryMediaTypes }: EventSettings,
): APIGatewayProxyEvent {
  const host = request.header('host') ?? 'localhost';
  const forwarded = {
    'X-Amzn-Trace-Id': `Root=${variables.xrayTraceId}`,
    'X-Forwarded-For': request.sourceIp,
    'X-Forwarded-Port': host.split(':')[1] ?? '80',
    'X-Forwarded-Proto': 'http',
  };
  const multiValueHeaders: Record<string, string[]> = {
    ...request.headers,
    ...Object.fromEntries(Object.entries(forwarded).map(([name, value]) => [name, [value]])),
  };
  const type = (request.header('content-type') ?? '').split(';')[0]!.trim();
  const isBase64Encoded = binaryMediaTypes.some((pattern) => matches(pattern, type));
  const [, ...path] = request.rawPath.replace(/^\//, '').split('/');
  return {
    resource,
    path: `/${path.join('/')}`,
    httpMethod: request.method,
    headers: lastValues(multiValueHeaders),
    multiValueHeaders,
    queryStringParameters: nullIfEmpty(lastValues(request.query)),
    multiValueQueryStringParameters: nullIfEmpty(request.query),
    pathParameters: nullIfEmpty(request.pathParameters),
    stageVariables: stageVariables ?? null,
    // API Gateway builds it of the same variables that templates see.
    requestContext: variables as unknown as APIGatewayEventRequestContext,
    body: request.body.length === 0 ? null : request.body.toString(isBase64Encoded ? 'base64' : 'utf8'),
    isBase64Encoded,
  };
}

const lastValues = (lists: Record<string, string[]>): Record<string, string> =>
  Object.fromEntries(Object.entries(lists).map(([name, values]) => [name, values.at(-1)!]));

const nullIfEmpty = <T extends object>(values: T): T | null =>
  Object.keys(values).length === 0 ? null : values;
