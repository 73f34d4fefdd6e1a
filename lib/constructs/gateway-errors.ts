import { ResponseType, type RestApi, type ResponseType as Type } from 'aws-cdk-lib/aws-apigateway';
import type { ErrorCode } from '../../lambdas/metadata-api/error-codes.ts';

interface GatewayError {
  /** Left out where the response type stands for several. */
  status?: number;
  code: ErrorCode;
  message: string;
  /** The field that `errors[]` names. */
  path?: string;
  /** Seconds for `Retry-After`. */
  retryAfter?: number;
}

/**
 * Every error that API Gateway itself answers, in the API's one error shape.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 */
const ERRORS: [Type, GatewayError][] = [
  [
    ResponseType.BAD_REQUEST_BODY,
    { status: 400, code: 'ValidationFailed', message: 'The body must be a JSON object.', path: 'body' },
  ],
  [
    ResponseType.BAD_REQUEST_PARAMETERS,
    { status: 400, code: 'ValidationFailed', message: 'A parameter is missing or malformed.' },
  ],
  [
    ResponseType.INVALID_API_KEY,
    { status: 403, code: 'Forbidden', message: 'Send a valid API key in the x-api-key header.' },
  ],
  // API Gateway's answer to a path or method that it does not know.
  [
    ResponseType.MISSING_AUTHENTICATION_TOKEN,
    { status: 404, code: 'NotFound', message: 'There is nothing at this path.' },
  ],
  [
    ResponseType.RESOURCE_NOT_FOUND,
    { status: 404, code: 'NotFound', message: 'There is nothing at this path.' },
  ],
  [
    ResponseType.REQUEST_TOO_LARGE,
    {
      status: 413,
      code: 'PayloadTooLarge',
      message: 'The body is too large; images go to the presigned URL.',
    },
  ],
  [
    ResponseType.UNSUPPORTED_MEDIA_TYPE,
    { status: 415, code: 'UnsupportedMediaType', message: 'Send application/json.' },
  ],
  [
    ResponseType.THROTTLED,
    {
      status: 429,
      code: 'TooManyRequests',
      message: 'Too many requests; slow down and retry.',
      retryAfter: 1,
    },
  ],
  [
    ResponseType.QUOTA_EXCEEDED,
    {
      status: 429,
      code: 'QuotaExceeded',
      message: "The API key's quota for today is used up.",
      retryAfter: 3600,
    },
  ],
  [
    ResponseType.WAF_FILTERED,
    { status: 403, code: 'Forbidden', message: 'The request was blocked by the firewall.' },
  ],
  [
    ResponseType.INTEGRATION_TIMEOUT,
    { status: 504, code: 'Timeout', message: 'The service took too long; retry.', retryAfter: 1 },
  ],
  [
    ResponseType.INTEGRATION_FAILURE,
    { status: 502, code: 'InternalError', message: 'The service failed; retry, and quote the request id.' },
  ],
  [ResponseType.ACCESS_DENIED, { status: 403, code: 'Forbidden', message: 'Access denied.' }],
  [ResponseType.DEFAULT_4XX, { code: 'BadRequest', message: 'The request cannot be served.' }],
  [
    ResponseType.DEFAULT_5XX,
    { code: 'InternalError', message: 'The service failed; retry, and quote the request id.' },
  ],
];

/** Gives API Gateway's own errors the shape, the codes and the CORS headers of the functions' errors. */
export function shapeGatewayErrors(api: RestApi, cors: Record<string, string>): void {
  for (const [type, error] of ERRORS) {
    api.addGatewayResponse(type.responseType, {
      type,
      statusCode: error.status?.toString(),
      responseHeaders: { ...cors, ...(error.retryAfter && { 'Retry-After': `'${error.retryAfter}'` }) },
      templates: { 'application/json': template(error) },
    });
  }
}

function template({ message, code, path }: GatewayError): string {
  return JSON.stringify({
    message,
    code,
    requestId: '$context.requestId',
    ...(path && { errors: [{ path, message }] }),
  });
}
