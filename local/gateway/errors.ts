import { STATUS_CODES } from 'node:http';
import type { RequestContext } from './context.ts';
import { contextValue, quoted, substitute } from './context.ts';

/** The properties of an `AWS::ApiGateway::GatewayResponse`. */
export interface GatewayResponseProperties {
  RestApiId: string;
  ResponseType: string;
  StatusCode?: string | number;
  ResponseParameters?: Record<string, string>;
  ResponseTemplates?: Record<string, string>;
}

export type GatewayResponses = ReadonlyMap<string, GatewayResponseProperties>;

/** What is written to the client. */
export interface HttpAnswer {
  status: number;
  headers: [name: string, value: string][];
  body: string | Buffer;
}

/**
 * Response types with their default status, message and `x-amzn-ErrorType`.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 */
const TYPES = {
  ACCESS_DENIED: [403, 'User is not authorized to access this resource', 'AccessDeniedException'],
  API_CONFIGURATION_ERROR: [500, 'Internal server error', 'InternalServerErrorException'],
  AUTHORIZER_CONFIGURATION_ERROR: [500, null, 'AuthorizerConfigurationException'],
  AUTHORIZER_FAILURE: [500, null, 'AuthorizerFailureException'],
  BAD_REQUEST_BODY: [400, 'Invalid request body', 'BadRequestException'],
  BAD_REQUEST_PARAMETERS: [400, 'Missing required request parameters', 'BadRequestException'],
  DEFAULT_4XX: [400, 'Bad Request', 'BadRequestException'],
  DEFAULT_5XX: [500, 'Internal server error', 'InternalServerErrorException'],
  INTEGRATION_FAILURE: [504, 'Internal server error', 'InternalServerErrorException'],
  INTEGRATION_TIMEOUT: [504, 'Endpoint request timed out', 'InternalServerErrorException'],
  INVALID_API_KEY: [403, 'Forbidden', 'ForbiddenException'],
  MISSING_AUTHENTICATION_TOKEN: [403, 'Missing Authentication Token', 'MissingAuthenticationTokenException'],
  QUOTA_EXCEEDED: [429, 'Limit Exceeded', 'LimitExceededException'],
  REQUEST_TOO_LARGE: [413, 'Request Too Long', 'RequestTooLongException'],
  THROTTLED: [429, 'Too Many Requests', 'TooManyRequestsException'],
  UNAUTHORIZED: [401, 'Unauthorized', 'UnauthorizedException'],
  UNSUPPORTED_MEDIA_TYPE: [415, 'Unsupported Media Type', 'BadRequestException'],
} as const satisfies Record<string, [number, string | null, string]>;

export type GatewayErrorType = keyof typeof TYPES;

/** A request that API Gateway itself answers. */
export class GatewayError extends Error {
  readonly type: GatewayErrorType;
  readonly status: number;
  /** Of what went wrong with an authorizer, the client is told nothing. */
  readonly shown: string | null;
  /** For `$context.error.validationErrorString`. */
  readonly validation: string | undefined;

  constructor(
    type: GatewayErrorType,
    options: { status?: number; message?: string; validation?: string } = {},
  ) {
    const shown = options.message ?? TYPES[type][1];
    super(shown ?? type);
    this.type = type;
    this.shown = shown;
    this.status = options.status ?? TYPES[type][0];
    this.validation = options.validation;
  }
}

const DEFAULT_TEMPLATE = '{"message":$context.error.messageString}';
/** What AWS answers, although its documentation has the other. */
const DENIAL_TEMPLATE = '{"Message":$context.error.messageString}';

/** Shapes an error by the declared gateway response of its type, or that of its class, or as AWS does by default. */
export function errorAnswer(
  error: GatewayError,
  responses: GatewayResponses,
  context: RequestContext,
): HttpAnswer {
  const fallback = error.status >= 500 ? 'DEFAULT_5XX' : 'DEFAULT_4XX';
  const declared = responses.get(error.type) ?? responses.get(fallback);
  const { StatusCode, ResponseParameters = {}, ResponseTemplates = {} } = declared ?? {};
  const status = Number(StatusCode ?? error.status);
  Object.assign(context.variables, {
    status,
    error: {
      message: error.shown,
      messageString: quoted(error.shown),
      responseType: error.type,
      ...(error.validation !== undefined && { validationErrorString: error.validation }),
    },
    responseType: error.type,
  });
  const headers = Object.entries(ResponseParameters).flatMap(([target, source]): [string, string][] => {
    const name = /^gatewayresponse\.header\.(.+)$/.exec(target)?.[1];
    const value = parameterValue(source, context);
    return name !== undefined && value !== undefined ? [[name, value]] : [];
  });
  const byDefault = error.type === 'ACCESS_DENIED' ? DENIAL_TEMPLATE : DEFAULT_TEMPLATE;
  const [type, template] = Object.entries(ResponseTemplates)[0] ?? ['application/json', byDefault];
  return {
    status,
    headers: [['Content-Type', type], ['x-amzn-ErrorType', TYPES[error.type][2]], ...headers],
    body: substitute(template, context) || (STATUS_CODES[status] ?? ''),
  };
}

/**
 * The value of a parameter mapping: a quoted literal, a part of the request, or a context variable.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/request-response-data-mappings.html
 */
export function parameterValue(source: string, { request, variables }: RequestContext): string | undefined {
  const literal = /^'(.*)'$/s.exec(source);
  if (literal) return literal[1];
  const [, kind, name = ''] = /^method\.request\.(header|querystring|path)\.(.+)$/.exec(source) ?? [];
  if (kind === 'header') return request.header(name);
  if (kind === 'querystring') return request.query[name]?.at(-1);
  if (kind === 'path') return request.pathParameters[name];
  if (!source.startsWith('context.')) return undefined;
  return contextValue(source.slice('context.'.length), variables);
}
