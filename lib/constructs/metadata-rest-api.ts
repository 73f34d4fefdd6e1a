import { CfnOutput, Duration, Stack, Stage } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { createBody, gatewayModel, PATHS } from '../../lambdas/metadata-api/contract.ts';
import { acknowledge } from '../acknowledge.ts';
import { removalOf, retentionOf } from '../policies.ts';
import type { StageConfig } from '../stages.ts';
import { Firewall } from './firewall.ts';
import { shapeGatewayErrors } from './gateway-errors.ts';

const REQUEST_HEADERS = ['Content-Type', 'X-Api-Key', 'If-Match', 'Idempotency-Key'];
const EXPOSED_HEADERS = ['ETag', 'Location', 'Allow', 'Retry-After', 'x-amzn-RequestId'];

/** The REST API: routes, key, usage plan, access log, and errors of one shape. */
export class MetadataRestApi extends Construct {
  readonly api: apigateway.RestApi;
  /** In the order of the stage's `apiKeys`: newest last. */
  readonly keys: apigateway.IApiKey[];
  /** Where clients find the API; ends in a slash. */
  readonly baseUrl: string;
  /** Of the base URL, as browsers compare origins. */
  readonly origin: string;
  readonly accessLog: LogGroup;

  constructor(
    scope: Construct,
    id: string,
    { config, handler }: { config: StageConfig; handler: IFunction },
  ) {
    super(scope, id);
    this.accessLog = new LogGroup(this, 'AccessLog', {
      retention: retentionOf(config),
      removalPolicy: removalOf(config),
    });
    const { throttle } = config;
    this.api = new apigateway.RestApi(this, 'Api', {
      // CloudWatch knows an API by its name alone: without one of its own, stages in an account would share metrics.
      restApiName: `image-intake-${Stage.of(this)?.stageName}`,
      description: 'image-intake: upload tickets and image records',
      endpointTypes: [apigateway.EndpointType.REGIONAL],
      cloudWatchRole: true,
      deployOptions: {
        stageName: 'v1',
        tracingEnabled: true,
        loggingLevel: apigateway.MethodLoggingLevel[config.apiLogLevel],
        throttlingRateLimit: throttle.ratePerSecond,
        throttlingBurstLimit: throttle.burst,
        accessLogDestination: new apigateway.LogGroupLogDestination(this.accessLog),
        accessLogFormat: accessLogFormat(),
      },
      defaultCorsPreflightOptions: {
        allowOrigins: [...config.allowedOrigins],
        allowMethods: ['GET', 'POST', 'PUT', 'DELETE', 'OPTIONS'],
        allowHeaders: REQUEST_HEADERS,
        exposeHeaders: EXPOSED_HEADERS,
        maxAge: Duration.hours(1),
      },
    });
    shapeGatewayErrors(this.api, corsOf(config));
    this.addRoutes(handler);

    const plan = this.api.addUsagePlan('Plan', {
      throttle: { rateLimit: throttle.ratePerSecond, burstLimit: throttle.burst },
      quota: { limit: config.quotaPerDay, period: apigateway.Period.DAY },
      apiStages: [{ stage: this.api.deploymentStage }],
    });
    this.keys = config.apiKeys.map((name) => this.api.addApiKey(`Key-${name}`));
    for (const key of this.keys) plan.addApiKey(key);

    if (config.firewall)
      new Firewall(this, 'Firewall', { stage: this.api.deploymentStage, ...config.firewall });
    this.acknowledgeFindings(config);
    this.baseUrl = config.domain ? this.addDomain(config.domain) : this.api.url;
    const { region, urlSuffix } = Stack.of(this);
    this.origin = `https://${config.domain?.name ?? `${this.api.restApiId}.execute-api.${region}.${urlSuffix}`}`;
  }

  private acknowledgeFindings({ firewall }: StageConfig): void {
    acknowledge(this.api, {
      'AwsSolutions-APIG2':
        'Bodies are validated where there are any. No parameter is required, and the function names the bad ones.',
    });
    // One for the account, whichever stage made it: it stays when that stage goes.
    acknowledge(this.api.node.findChild('CloudWatchRole'), {
      'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]':
        "API Gateway's one role in an account; AWS documents this policy for it.",
    });
    if (!firewall)
      acknowledge(this.api.deploymentStage, {
        'AwsSolutions-APIG3': 'The stage saves the cost of a web ACL: `firewall` in lib/stages.ts is false.',
      });
  }

  private addDomain({ name, certificateArn }: NonNullable<StageConfig['domain']>): string {
    const domain = this.api.addDomainName('Domain', {
      domainName: name,
      certificate: Certificate.fromCertificateArn(this, 'Certificate', certificateArn),
      endpointType: apigateway.EndpointType.REGIONAL,
      securityPolicy: apigateway.SecurityPolicy.TLS_1_2,
    });
    new CfnOutput(Stack.of(this), 'ApiDomainTarget', { value: domain.domainNameAliasDomainName });
    return `https://${name}/`;
  }

  private addRoutes(handler: IFunction): void {
    const integration = new apigateway.LambdaIntegration(handler, { scopePermissionToMethod: false });
    const model = this.api.addModel('JsonObject', {
      contentType: 'application/json',
      schema: {
        schema: apigateway.JsonSchemaVersion.DRAFT4,
        type: gatewayModel(createBody).type as apigateway.JsonSchemaType,
      },
    });
    const requestValidator = this.api.addRequestValidator('Body', { validateRequestBody: true });
    // Any other method reaches the function too, and is answered 405.
    for (const [path, methods] of Object.entries(PATHS)) {
      const resource = this.api.root.resourceForPath(path.slice(1));
      for (const method of [...methods, 'ANY']) {
        const takesBody = method === 'POST';
        const added = resource.addMethod(method, integration, {
          apiKeyRequired: true,
          ...(takesBody && { requestValidator, requestModels: { 'application/json': model } }),
        });
        acknowledge(added, {
          'AwsSolutions-APIG4': 'The contract authorizes callers by API key, metered by the usage plan.',
          'AwsSolutions-COG4': 'Callers are services and pages with an API key, not users of a pool.',
        });
      }
    }
  }
}

/** Headers for API Gateway's own errors: quoted literals, or the caller's origin where a stage allows several. */
function corsOf({ allowedOrigins }: StageConfig): Record<string, string> {
  return {
    'Access-Control-Allow-Origin':
      allowedOrigins.length === 1 ? `'${allowedOrigins[0]}'` : 'method.request.header.Origin',
    'Access-Control-Expose-Headers': `'${EXPOSED_HEADERS.join(',')}'`,
  };
}

/** One JSON line a request; no key, no body, no query string. */
function accessLogFormat(): apigateway.AccessLogFormat {
  return apigateway.AccessLogFormat.custom(
    JSON.stringify({
      requestId: '$context.requestId',
      time: '$context.requestTimeEpoch',
      method: '$context.httpMethod',
      resource: '$context.resourcePath',
      status: '$context.status',
      latencyMs: '$context.responseLatency',
      integrationLatencyMs: '$context.integrationLatency',
      apiKeyId: '$context.identity.apiKeyId',
      sourceIp: '$context.identity.sourceIp',
      error: '$context.error.responseType',
      trace: '$context.xrayTraceId',
    }),
  );
}
