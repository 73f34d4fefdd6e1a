import { ResponseType, type RestApi, type ResponseType as Type } from 'aws-cdk-lib/aws-apigateway';
import { API_CORS } from '../../../contract/cors.ts';
import { ERROR_CODES, type ErrorCode } from '../../../contract/error-codes.ts';

interface GatewayError {
  /** Where it is not the code's own: a number, or `various` for a response type that stands for several. */
  status?: number | 'various';
  code: ErrorCode;
  message: string;
  /** The field that `errors[]` names. */
  path?: string;
  /** Seconds for `Retry-After`. */
  retryAfter?: number;
  /** How callers may prove who they are, for `WWW-Authenticate`. */
  challenge?: string;
}

/** A token that cannot be checked is no bad token: whoever was answered 401 would sign its user out. */
const SIGN_IN_UNAVAILABLE: GatewayError = {
  code: 'SignInUnavailable',
  message: 'The access token cannot be checked at the moment; keep it, and retry.',
  retryAfter: 5,
};

/**
 * Every error that API Gateway itself answers, in the API's one error shape.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 */
const ERRORS: [Type, GatewayError][] = [
  [
    ResponseType.BAD_REQUEST_BODY,
    {
      code: 'ValidationFailed',
      message: 'The body must be a JSON object, in UTF-8 without a byte order mark.',
      path: 'body',
    },
  ],
  [
    ResponseType.BAD_REQUEST_PARAMETERS,
    { code: 'ValidationFailed', message: 'A parameter is missing or malformed.' },
  ],
  [
    ResponseType.INVALID_API_KEY,
    { code: 'Forbidden', message: 'Send a valid API key in the x-api-key header.' },
  ],
  [
    ResponseType.UNAUTHORIZED,
    {
      code: 'Unauthorized',
      message: 'Send a valid access token: Authorization: Bearer, and the token.',
      challenge: 'Bearer realm="image-intake"',
    },
  ],
  // One of the two is the answer when the authorizer throws; which one, AWS does not say.
  [ResponseType.AUTHORIZER_FAILURE, SIGN_IN_UNAVAILABLE],
  [ResponseType.AUTHORIZER_CONFIGURATION_ERROR, SIGN_IN_UNAVAILABLE],
  // API Gateway's answer to a path or method that it does not know.
  [
    ResponseType.MISSING_AUTHENTICATION_TOKEN,
    { code: 'NotFound', message: 'There is nothing at this path.' },
  ],
  [ResponseType.RESOURCE_NOT_FOUND, { code: 'NotFound', message: 'There is nothing at this path.' }],
  [
    ResponseType.REQUEST_TOO_LARGE,
    {
      code: 'PayloadTooLarge',
      message: 'The body is too large; images go to the presigned URL.',
    },
  ],
  [
    ResponseType.UNSUPPORTED_MEDIA_TYPE,
    {
      code: 'UnsupportedMediaType',
      message: 'Send application/json, plain or in the Content-Encoding gzip or deflate.',
    },
  ],
  [
    ResponseType.THROTTLED,
    {
      code: 'TooManyRequests',
      message: 'Too many requests; slow down and retry.',
      retryAfter: 1,
    },
  ],
  [
    ResponseType.QUOTA_EXCEEDED,
    {
      code: 'QuotaExceeded',
      message: "The API key's quota for today is used up.",
      retryAfter: 3600,
    },
  ],
  [
    ResponseType.WAF_FILTERED,
    { code: 'FirewallRefused', message: 'The firewall refused the request; the API key is not at fault.' },
  ],
  [
    ResponseType.INTEGRATION_TIMEOUT,
    { code: 'Timeout', message: 'The service took too long; retry.', retryAfter: 1 },
  ],
  [
    ResponseType.INTEGRATION_FAILURE,
    { status: 502, code: 'InternalError', message: 'The service failed; retry, and quote the request id.' },
  ],
  [ResponseType.ACCESS_DENIED, { code: 'Forbidden', message: 'Access denied.' }],
  [
    ResponseType.DEFAULT_4XX,
    { status: 'various', code: 'BadRequest', message: 'The request cannot be served.' },
  ],
  [
    ResponseType.DEFAULT_5XX,
    {
      status: 'various',
      code: 'InternalError',
      message: 'The service failed; retry, and quote the request id.',
    },
  ],
];

/** Gives API Gateway's own errors the shape, the codes and the headers of the functions' errors. */
export function shapeGatewayErrors(api: RestApi, allowedOrigins: readonly string[]): void {
  const cors = corsOf(allowedOrigins);
  for (const [type, error] of ERRORS) {
    api.addGatewayResponse(type.responseType, {
      type,
      statusCode: statusOf(error),
      responseHeaders: {
        ...cors,
        'Cache-Control': "'no-store'",
        ...(error.retryAfter && { 'Retry-After': `'${error.retryAfter}'` }),
        ...(error.challenge && { 'WWW-Authenticate': `'${error.challenge}'` }),
      },
      templates: { 'application/json': template(error) },
    });
  }
}

/** Headers as quoted literals, or the caller's origin where a stage allows several. */
function corsOf(allowedOrigins: readonly string[]): Record<string, string> {
  return {
    'Access-Control-Allow-Origin':
      allowedOrigins.length === 1 ? `'${allowedOrigins[0]}'` : 'method.request.header.Origin',
    'Access-Control-Expose-Headers': `'${API_CORS.exposedHeaders.join(',')}'`,
  };
}

function statusOf({ status, code }: GatewayError): string | undefined {
  return status === 'various' ? undefined : String(status ?? ERROR_CODES[code].status);
}

function template({ message, code, path }: GatewayError): string {
  return JSON.stringify({
    message,
    code,
    requestId: '$context.requestId',
    ...(path && { errors: [{ path, message }] }),
  });
}
