import { randomBytes, randomUUID } from 'node:crypto';
import type { ApiMethod, RestApi } from './api.ts';
import { authorize } from './authorizer/authorize.ts';
import type { ContextVariables, RequestContext } from './context.ts';
import { errorAnswer, GatewayError, type HttpAnswer } from './errors.ts';
import type { ProxyIntegration } from './integration/integration.ts';
import { mockAnswer } from './integration/mock.ts';
import { proxyAnswer } from './integration/proxy-answer.ts';
import { proxyEvent } from './integration/proxy-event.ts';
import { type Backend, invokeWithin } from './invoke.ts';
import type { UsagePlans } from './limits/usage-plans.ts';
import type { GatewayRequest } from './request.ts';
import { type Match, match } from './routes.ts';
import { validateParameters } from './validation.ts';

export interface GatewayOptions extends Backend {
  apis: RestApi[];
  plans: UsagePlans;
  accountId: string;
}

/** The answer to a request, and what it was about. */
export interface Handled {
  answer: HttpAnswer;
  variables: ContextVariables;
  /** Bytes from which on it is compressed; never when undefined. */
  minimumCompressionSize?: number | undefined;
}

/**
 * Takes a request through the steps of API Gateway, in its order: route, authorizer, key and quota, throttle,
 * validation, integration.
 * @param fault - what was already wrong with it before it could be read
 */
export async function handle(
  options: GatewayOptions,
  request: GatewayRequest,
  fault?: GatewayError,
): Promise<Handled> {
  const api = options.apis.find(({ stage }) => stage === request.segments[0]);
  // Even a path outside of every stage gets an answer of the API's shape.
  const shape = api ?? options.apis[0];
  const context: RequestContext = { request, variables: contextVariables(options, shape, request) };
  try {
    if (fault) throw fault;
    const route = api && match(api.root, request.segments.slice(1), request.method);
    if (!route) throw new GatewayError('MISSING_AUTHENTICATION_TOKEN');
    const answer = await serve(options, api, route, context);
    return { answer, variables: context.variables, minimumCompressionSize: api.minimumCompressionSize };
  } catch (error) {
    if (!(error instanceof GatewayError)) options.onError((error as Error).stack ?? String(error));
    const answered = error instanceof GatewayError ? error : new GatewayError('DEFAULT_5XX');
    return {
      answer: errorAnswer(answered, shape?.responses ?? new Map(), context),
      variables: context.variables,
    };
  }
}

async function serve(
  options: GatewayOptions,
  api: RestApi,
  { node, method, pathParameters }: Match<ApiMethod>,
  context: RequestContext,
): Promise<HttpAnswer> {
  const { request, variables } = context;
  request.pathParameters = pathParameters;
  Object.assign(variables, { resourceId: node.resourceId, resourcePath: node.path });
  const authorized = method.authorizer && (await authorize(method.authorizer, context, options));
  if (method.keyRequired) {
    const ofAuthorizer = api.apiKeySource === 'AUTHORIZER';
    const apiKey = ofAuthorizer ? authorized?.usageIdentifierKey : request.header('x-api-key');
    const apiKeyId = options.plans.admit(api.id, api.stage, apiKey);
    Object.assign(variables.identity as object, { apiKey, apiKeyId });
  }
  if (!method.take()) throw new GatewayError('THROTTLED');
  validateParameters(request, method.parameters);
  method.body?.validate(request);
  const { integration } = method;
  if (integration.type === 'MOCK') return mockAnswer(integration, context);
  return proxy(options, api, integration, node.path, context);
}

async function proxy(
  backend: Backend,
  api: RestApi,
  { functionArn, timeoutMs, permits }: ProxyIntegration,
  resource: string,
  context: RequestContext,
): Promise<HttpAnswer> {
  const { request } = context;
  if (!permits(request.method, resource)) {
    backend.onError(
      `${request.method} ${resource}: invalid permissions on ${functionArn}: no AWS::Lambda::Permission lets this API invoke it`,
    );
    throw new GatewayError('API_CONFIGURATION_ERROR');
  }
  const event = proxyEvent(context, { ...api, resource });
  const outcome = await invokeWithin(timeoutMs, backend, functionArn, event);
  if (!outcome) throw new GatewayError('INTEGRATION_TIMEOUT');
  if ('payload' in outcome) {
    return proxyAnswer(outcome.payload, request.header('accept') ?? '', api.binaryMediaTypes);
  }
  const { errorType, errorMessage } = outcome.error;
  backend.onError(`${request.method} ${resource}: ${functionArn}: ${errorType}: ${errorMessage}`);
  if (outcome.tooLarge) throw new GatewayError('REQUEST_TOO_LARGE');
  throw new GatewayError('DEFAULT_5XX', { status: outcome.throttled ? 500 : 502 });
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html */
function contextVariables(
  { accountId }: GatewayOptions,
  api: RestApi | undefined,
  request: GatewayRequest,
): ContextVariables {
  const now = new Date();
  const [, day, month, year, time] = /, (\d+) (\w+) (\d+) ([\d:]+)/.exec(now.toUTCString()) ?? [];
  return {
    accountId,
    apiId: api?.id,
    deploymentId: api?.deploymentId,
    domainName: request.header('host'),
    domainPrefix: api?.id,
    extendedRequestId: randomBytes(11).toString('base64url'),
    httpMethod: request.method,
    identity: {
      accessKey: null,
      accountId: null,
      caller: null,
      sourceIp: request.sourceIp,
      user: null,
      userAgent: request.header('user-agent') ?? null,
      userArn: null,
    },
    path: request.rawPath,
    protocol: 'HTTP/1.1',
    requestId: randomUUID(),
    requestTime: `${day}/${month}/${year}:${time} +0000`,
    requestTimeEpoch: now.getTime(),
    stage: api?.stage,
    xrayTraceId: `1-${Math.floor(now.getTime() / 1000).toString(16)}-${randomBytes(12).toString('hex')}`,
  };
}
