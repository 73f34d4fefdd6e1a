import type { Deployment } from '../deployment.ts';
import { matches } from '../iam.ts';
import type { GatewayResponseProperties, GatewayResponses } from './errors.ts';
import type { MockIntegration } from './mock.ts';
import type { RouteNode } from './routes.ts';
import { tokenBucket } from './token-bucket.ts';
import { type BodyValidator, bodyValidator, type Schema } from './validation.ts';

/** One stage of a REST API: what is served under `/<stage>`. */
export interface RestApi {
  id: string;
  stage: string;
  deploymentId: string;
  root: RouteNode<ApiMethod>;
  responses: GatewayResponses;
  stageVariables: Record<string, string> | undefined;
  binaryMediaTypes: string[];
}

export interface ApiMethod {
  keyRequired: boolean;
  body: BodyValidator | undefined;
  /** Required parameters, where they are checked. */
  parameters: Record<string, boolean>;
  /** Takes one request from the stage's method throttle. */
  take(): boolean;
  integration: ProxyIntegration | ({ type: 'MOCK' } & MockIntegration);
}

export interface ProxyIntegration {
  type: 'AWS_PROXY';
  functionArn: string;
  timeoutMs: number;
  /** Whether the function's resource policy lets this API in for a method and path. */
  permits(httpMethod: string, resourcePath: string): boolean;
}

interface MethodProperties {
  RestApiId: string;
  ResourceId: string;
  HttpMethod: string;
  ApiKeyRequired?: boolean;
  AuthorizationType?: string;
  RequestModels?: Record<string, string>;
  RequestParameters?: Record<string, boolean>;
  RequestValidatorId?: string;
  Integration?: { Type: string; Uri?: string; TimeoutInMillis?: number } & MockIntegration;
}

interface StageProperties {
  RestApiId: string;
  StageName: string;
  DeploymentId?: string;
  Variables?: Record<string, string>;
  MethodSettings?: MethodSetting[];
}

interface MethodSetting {
  HttpMethod: string;
  ResourcePath: string;
  ThrottlingRateLimit?: number;
  ThrottlingBurstLimit?: number;
}

/** API Gateway waits this long for an integration, ms, unless told otherwise. */
const DEFAULT_TIMEOUT = 29_000;

/**
 * The REST APIs that the templates declare.
 * @throws Error for what the local run cannot serve, an authorizer for one: better none than one that lets all in.
 */
export function restApis(deployment: Deployment): RestApi[] {
  const apis = deployment.ofType<{ BinaryMediaTypes?: string[] }>('AWS::ApiGateway::RestApi');
  const stages = deployment.ofType<StageProperties>('AWS::ApiGateway::Stage');
  return apis.flatMap(({ ref: id, attributes, properties }) =>
    stages
      .filter((stage) => stage.properties.RestApiId === id)
      .map(({ properties: stage }) => ({
        id,
        stage: stage.StageName,
        deploymentId: stage.DeploymentId ?? id,
        root: readRoutes(deployment, id, attributes.RootResourceId ?? '', stage),
        responses: new Map(
          belonging<GatewayResponseProperties>(deployment, 'GatewayResponse', id).map((response) => [
            response.properties.ResponseType,
            response.properties,
          ]),
        ),
        stageVariables: stage.Variables,
        binaryMediaTypes: properties.BinaryMediaTypes ?? [],
      })),
  );
}

function belonging<Properties extends { RestApiId: string }>(
  deployment: Deployment,
  type: string,
  id: string,
) {
  return deployment
    .ofType<Properties>(`AWS::ApiGateway::${type}`)
    .filter(({ properties }) => properties.RestApiId === id);
}

function readRoutes(
  deployment: Deployment,
  apiId: string,
  rootId: string,
  stage: StageProperties,
): RouteNode<ApiMethod> {
  const resources = belonging<{ RestApiId: string; ParentId: string; PathPart: string }>(
    deployment,
    'Resource',
    apiId,
  );
  const methods = belonging<MethodProperties>(deployment, 'Method', apiId);
  const toMethod = methodReader(deployment, apiId, stage);
  const node = (resourceId: string, path: string): RouteNode<ApiMethod> => ({
    path: path || '/',
    resourceId,
    methods: new Map(
      methods
        .filter(({ properties }) => properties.ResourceId === resourceId)
        .map(({ properties }) => [properties.HttpMethod, toMethod(properties, path || '/')]),
    ),
    children: new Map(
      resources
        .filter(({ properties }) => properties.ParentId === resourceId)
        .map(({ ref, properties: { PathPart } }) => [PathPart, node(ref, `${path}/${PathPart}`)]),
    ),
  });
  return node(rootId, '');
}

function methodReader(deployment: Deployment, apiId: string, stage: StageProperties) {
  const models = new Map(
    belonging<{ RestApiId: string; Schema: Schema }>(deployment, 'Model', apiId).map(
      ({ ref, properties }) => [ref, properties.Schema] as const,
    ),
  );
  const validators = new Map(
    belonging<{ RestApiId: string; ValidateRequestBody?: boolean; ValidateRequestParameters?: boolean }>(
      deployment,
      'RequestValidator',
      apiId,
    ).map(({ ref, properties }) => [ref, properties]),
  );
  return (properties: MethodProperties, path: string): ApiMethod => {
    const { HttpMethod, AuthorizationType = 'NONE', RequestModels, RequestParameters } = properties;
    if (AuthorizationType !== 'NONE') {
      throw new Error(`${HttpMethod} ${path}: the local run has no authorizer of type ${AuthorizationType}.`);
    }
    const validator = validators.get(properties.RequestValidatorId ?? '');
    return {
      keyRequired: properties.ApiKeyRequired === true,
      body:
        validator?.ValidateRequestBody && RequestModels
          ? bodyValidator(apiId, models, RequestModels)
          : undefined,
      parameters: (validator?.ValidateRequestParameters && RequestParameters) || {},
      take: throttleOf(stage.MethodSettings ?? [], path, HttpMethod),
      integration: readIntegration(deployment, apiId, stage.StageName, properties, path),
    };
  };
}

function readIntegration(
  deployment: Deployment,
  apiId: string,
  stage: string,
  { HttpMethod, Integration }: MethodProperties,
  path: string,
): ApiMethod['integration'] {
  if (Integration?.Type === 'MOCK') return { ...Integration, type: 'MOCK' };
  const functionArn = /:lambda:path\/[^/]+\/functions\/(.+)\/invocations$/.exec(Integration?.Uri ?? '')?.[1];
  if (Integration?.Type !== 'AWS_PROXY' || functionArn === undefined) {
    throw new Error(`${HttpMethod} ${path}: the local run has no integration of type ${Integration?.Type}.`);
  }
  const { region, accountId } = deployment.environment;
  const sources = deployment
    .ofType<{ FunctionName: string; Principal: string; SourceArn?: string }>('AWS::Lambda::Permission')
    .map(({ properties }) => properties)
    .filter(({ FunctionName, Principal }) => {
      const arn = FunctionName.startsWith('arn:')
        ? FunctionName
        : `arn:aws:lambda:${region}:${accountId}:function:${FunctionName}`;
      return Principal === 'apigateway.amazonaws.com' && arn === functionArn;
    })
    .map(({ SourceArn = '*' }) => SourceArn);
  return {
    type: 'AWS_PROXY',
    functionArn,
    timeoutMs: Integration.TimeoutInMillis ?? DEFAULT_TIMEOUT,
    permits: (httpMethod, resourcePath) => {
      const arn = `arn:aws:execute-api:${region}:${accountId}:${apiId}/${stage}/${httpMethod}${resourcePath}`;
      return sources.some((source) => matches(source, arn));
    },
  };
}

/** The bucket of one method: its own setting, or that for all methods of the stage. */
function throttleOf(settings: MethodSetting[], path: string, httpMethod: string): () => boolean {
  // A path's slashes are written `~1`.
  const name = `/${path.slice(1).replaceAll('/', '~1')}`;
  const covers = ({ ResourcePath }: MethodSetting) =>
    ResourcePath === '/*' || ResourcePath === name || ResourcePath === `/~1${name.slice(1)}`;
  const setting = settings
    .filter((candidate) => covers(candidate) && ['*', httpMethod].includes(candidate.HttpMethod))
    .sort((a, b) => Number(a.ResourcePath === '/*') - Number(b.ResourcePath === '/*'))
    .find(({ ThrottlingRateLimit }) => ThrottlingRateLimit !== undefined);
  if (!setting) return () => true;
  const { ThrottlingRateLimit = 0, ThrottlingBurstLimit = ThrottlingRateLimit } = setting;
  return tokenBucket(ThrottlingRateLimit, ThrottlingBurstLimit);
}
