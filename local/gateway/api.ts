import type { Deployment } from '../template/deployment.ts';
import { authorizerOf, type TokenAuthorizer, tokenAuthorizers } from './authorizer/token-authorizer.ts';
import type { GatewayResponseProperties, GatewayResponses } from './errors.ts';
import { type Integration, type IntegrationProperties, readIntegration } from './integration/integration.ts';
import { type MethodSetting, throttleOf } from './limits/method-throttle.ts';
import type { RouteNode } from './routes.ts';
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
  /** Whether requests bring the API key, or their authorizer does. */
  apiKeySource: 'HEADER' | 'AUTHORIZER';
  /** Bytes from which answers are compressed; none is when undefined. */
  minimumCompressionSize: number | undefined;
}

export interface ApiMethod {
  authorizer: TokenAuthorizer | undefined;
  keyRequired: boolean;
  body: BodyValidator | undefined;
  /** Required parameters, where they are checked. */
  parameters: Record<string, boolean>;
  /** Takes one request from the stage's method throttle. */
  take(): boolean;
  integration: Integration;
}

interface MethodProperties {
  RestApiId: string;
  ResourceId: string;
  HttpMethod: string;
  ApiKeyRequired?: boolean;
  AuthorizationScopes?: string[];
  AuthorizationType?: string;
  AuthorizerId?: string;
  RequestModels?: Record<string, string>;
  RequestParameters?: Record<string, boolean>;
  RequestValidatorId?: string;
  Integration?: IntegrationProperties;
}

interface StageProperties {
  RestApiId: string;
  StageName: string;
  DeploymentId?: string;
  Variables?: Record<string, string>;
  MethodSettings?: MethodSetting[];
}

interface ApiProperties {
  ApiKeySourceType?: string;
  BinaryMediaTypes?: string[];
  MinimumCompressionSize?: number;
}

/**
 * The REST APIs that the templates declare.
 * @param now - clock in ms, for what authorizers answered
 * @throws Error for what the local run cannot serve, an authorizer for one: better none than one that lets all in.
 */
export function restApis(deployment: Deployment, now: () => number = Date.now): RestApi[] {
  const apis = deployment.ofType<ApiProperties>('AWS::ApiGateway::RestApi');
  const stages = deployment.ofType<StageProperties>('AWS::ApiGateway::Stage');
  return apis.flatMap(({ ref: id, attributes, properties }) =>
    stages
      .filter((stage) => stage.properties.RestApiId === id)
      .map(({ properties: stage }) => ({
        id,
        stage: stage.StageName,
        deploymentId: stage.DeploymentId ?? id,
        root: readRoutes(deployment, id, attributes.RootResourceId ?? '', stage, now),
        responses: new Map(
          belonging<GatewayResponseProperties>(deployment, 'GatewayResponse', id).map((response) => [
            response.properties.ResponseType,
            response.properties,
          ]),
        ),
        stageVariables: stage.Variables,
        apiKeySource: keySource(properties),
        binaryMediaTypes: properties.BinaryMediaTypes ?? [],
        minimumCompressionSize: properties.MinimumCompressionSize,
      })),
  );
}

function keySource({ ApiKeySourceType = 'HEADER' }: ApiProperties): RestApi['apiKeySource'] {
  if (ApiKeySourceType === 'HEADER' || ApiKeySourceType === 'AUTHORIZER') return ApiKeySourceType;
  throw new Error(
    `A REST API has the ApiKeySourceType ${ApiKeySourceType}, which API Gateway does not have.`,
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
  now: () => number,
): RouteNode<ApiMethod> {
  const resources = belonging<{ RestApiId: string; ParentId: string; PathPart: string }>(
    deployment,
    'Resource',
    apiId,
  );
  const methods = belonging<MethodProperties>(deployment, 'Method', apiId);
  const toMethod = methodReader(deployment, apiId, stage, now);
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

function methodReader(deployment: Deployment, apiId: string, stage: StageProperties, now: () => number) {
  const authorizers = tokenAuthorizers(deployment, apiId, stage.StageName, now);
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
    const { HttpMethod, RequestModels, RequestParameters } = properties;
    const validator = validators.get(properties.RequestValidatorId ?? '');
    return {
      authorizer: authorizerOf(properties, path, authorizers),
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

/** ARNs of the functions that an API's methods call, those of their authorizers too. */
export function functionsOf({ methods, children }: RouteNode<ApiMethod>): string[] {
  const own = [...methods.values()].flatMap(({ authorizer, integration }) => [
    ...(authorizer ? [authorizer.functionArn] : []),
    ...(integration.type === 'AWS_PROXY' ? [integration.functionArn] : []),
  ]);
  return [...own, ...[...children.values()].flatMap(functionsOf)];
}
