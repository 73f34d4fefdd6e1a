import type { Deployment } from '../template/deployment.ts';
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
  /** Bytes from which answers are compressed; none is when undefined. */
  minimumCompressionSize: number | undefined;
}

export interface ApiMethod {
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
  AuthorizationType?: string;
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

/**
 * The REST APIs that the templates declare.
 * @throws Error for what the local run cannot serve, an authorizer for one: better none than one that lets all in.
 */
export function restApis(deployment: Deployment): RestApi[] {
  const apis = deployment.ofType<{ BinaryMediaTypes?: string[]; MinimumCompressionSize?: number }>(
    'AWS::ApiGateway::RestApi',
  );
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
        minimumCompressionSize: properties.MinimumCompressionSize,
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

/** ARNs of the functions that an API's methods call. */
export function functionsOf({ methods, children }: RouteNode<ApiMethod>): string[] {
  const own = [...methods.values()].flatMap(({ integration }) =>
    integration.type === 'AWS_PROXY' ? [integration.functionArn] : [],
  );
  return [...own, ...[...children.values()].flatMap(functionsOf)];
}
