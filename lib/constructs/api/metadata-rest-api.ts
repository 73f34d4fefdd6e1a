import { CfnOutput, type CfnResource, Duration, Size, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { API_CORS, PREFLIGHT_SECONDS } from '../../../contract/cors.ts';
import { acknowledge } from '../../review/acknowledge.ts';
import type { Logging } from '../../stages/cdk-values.ts';
import { serviceNameOf } from '../../stages/service-name.ts';
import type { StageConfig } from '../../stages/stages.ts';
import { accessLogFormat } from './access-log-format.ts';
import { addRoutes } from './api-routes.ts';
import { Firewall } from './firewall.ts';
import { shapeGatewayErrors } from './gateway-errors.ts';
import { GatewayLogs } from './gateway-logs.ts';

/**
 * Answers from this size on are compressed for those that accept it: lists. A single record, 1 to 3 KB, is mostly a
 * signed URL, of which compression saves nothing that is worth its time.
 */
const MIN_COMPRESSION_BYTES = 4096;

export interface MetadataRestApiProps {
  logging: Logging;
  settings: Pick<
    StageConfig,
    | 'allowedHeaders'
    | 'allowedOrigins'
    | 'apiKeys'
    | 'apiLogLevel'
    | 'domain'
    | 'firewall'
    | 'quotaPerDay'
    | 'throttle'
  >;
  handler: IFunction;
  /** Checks the tokens of the stage's users; undefined where it has none. */
  authorizer: IFunction | undefined;
}

/** The REST API: routes, keys, usage plan, access log, and errors of one shape. */
export class MetadataRestApi extends Construct {
  readonly api: apigateway.RestApi;
  /** As it is written, for those that the REST API itself has to wait for. */
  readonly stageName = 'v1';
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
    { logging, settings, handler, authorizer }: MetadataRestApiProps,
  ) {
    super(scope, id);
    const { retention, removalPolicy } = logging;
    const { allowedHeaders, allowedOrigins, throttle, firewall, domain } = settings;
    const throttling = { rateLimit: throttle.ratePerSecond, burstLimit: throttle.burst };
    this.accessLog = new LogGroup(this, 'AccessLog', { retention, removalPolicy });
    this.api = new apigateway.RestApi(this, 'Api', {
      // CloudWatch knows an API by its name alone: without one of its own, stages in an account would share metrics.
      restApiName: serviceNameOf(this),
      description: 'image-intake: upload tickets and image records',
      endpointTypes: [apigateway.EndpointType.REGIONAL],
      minCompressionSize: Size.bytes(MIN_COMPRESSION_BYTES),
      cloudWatchRole: true,
      deployOptions: {
        stageName: this.stageName,
        tracingEnabled: true,
        loggingLevel: apigateway.MethodLoggingLevel[settings.apiLogLevel],
        throttlingRateLimit: throttling.rateLimit,
        throttlingBurstLimit: throttling.burstLimit,
        accessLogDestination: new apigateway.LogGroupLogDestination(this.accessLog),
        accessLogFormat: accessLogFormat(),
      },
      defaultCorsPreflightOptions: {
        allowOrigins: [...allowedOrigins],
        allowMethods: [...API_CORS.methods],
        allowHeaders: [...API_CORS.requestHeaders, ...allowedHeaders],
        exposeHeaders: [...API_CORS.exposedHeaders],
        maxAge: Duration.seconds(PREFLIGHT_SECONDS),
      },
    });
    shapeGatewayErrors(this.api, allowedOrigins);
    addRoutes(this.api, handler, authorizer);

    const stage = this.api.deploymentStage;
    const { restApiId } = this.api;
    // The stage goes first: a gateway that is still there would make the group again.
    stage.node.addDependency(new GatewayLogs(this, 'Logs', { logging, restApiId, stageName: 'v1' }));
    const plan = this.api.addUsagePlan('Plan', {
      throttle: throttling,
      quota: { limit: settings.quotaPerDay, period: apigateway.Period.DAY },
      apiStages: [{ stage }],
    });
    this.keys = settings.apiKeys.map((name) => this.api.addApiKey(`Key-${name}`));
    for (const key of this.keys) plan.addApiKey(key);
    oneAfterTheOther(plan.node.findAll().filter((each) => each instanceof apigateway.CfnUsagePlanKey));
    if (firewall) new Firewall(this, 'Firewall', { stage, ...firewall });
    this.acknowledgeFindings(firewall);
    this.baseUrl = domain ? this.addDomain(domain) : this.api.url;
    const { region, urlSuffix } = Stack.of(this);
    this.origin = `https://${domain?.name ?? `${this.api.restApiId}.execute-api.${region}.${urlSuffix}`}`;
  }

  private acknowledgeFindings(firewall: StageConfig['firewall']): void {
    acknowledge(this.api, {
      'AwsSolutions-APIG2':
        'Bodies are validated where there are any. No parameter is required, and the function names the bad ones.',
    });
    // One for the account, whichever stage made it: it stays when that stage goes.
    acknowledge(this.api.node.findChild('CloudWatchRole'), {
      'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]':
        "API Gateway's one role in an account; AWS documents this policy for it.",
    });
    if (firewall) return;
    acknowledge(this.api.deploymentStage, {
      'AwsSolutions-APIG3': 'The stage saves the cost of a web ACL: its `firewall` is false.',
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
}

/** API Gateway refuses a second key that comes into a plan at the same time: "concurrent modification". */
function oneAfterTheOther(resources: CfnResource[]): void {
  for (const [index, later] of resources.slice(1).entries()) later.addDependency(resources[index]!);
}
