import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledge, acknowledgeGrants } from '../acknowledge.ts';
import { METRICS_NAMESPACE, serviceNameOf } from '../metrics.ts';
import { removalOf, retentionOf } from '../policies.ts';
import type { StageConfig } from '../stages.ts';
import { functionCode, type NativeModules } from './bundling.ts';

export interface ServiceFunctionProps {
  config: StageConfig;
  /** Folder of `lambdas/` whose `handler.ts` exports `handler`. */
  name: string;
  environment: Record<string, string>;
  memoryMb: number;
  timeoutSeconds: number;
  /** Packages with native parts that it needs. */
  native?: NativeModules;
}

/** A function with the house defaults: runtime, bundling, logs, tracing, a role of its own, and the alias `live`. */
export class ServiceFunction extends Construct {
  readonly function: lambda.Function;
  readonly live: lambda.Alias;
  readonly logGroup: LogGroup;
  readonly memoryMb: number;

  constructor(scope: Construct, id: string, props: ServiceFunctionProps) {
    super(scope, id);
    const { config } = props;
    this.memoryMb = props.memoryMb;
    this.logGroup = new LogGroup(this, 'Logs', {
      retention: retentionOf(config),
      removalPolicy: removalOf(config),
    });
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    this.logGroup.grantWrite(role);

    this.function = new lambda.Function(this, 'Function', {
      code: functionCode(props.name, props.native),
      handler: 'index.handler',
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      memorySize: props.memoryMb,
      timeout: Duration.seconds(props.timeoutSeconds),
      role,
      logGroup: this.logGroup,
      loggingFormat: lambda.LoggingFormat.JSON,
      applicationLogLevelV2: lambda.ApplicationLogLevel[config.logLevel],
      systemLogLevelV2: lambda.SystemLogLevel.WARN,
      tracing: lambda.Tracing.ACTIVE,
      environment: {
        SERVICE_NAME: serviceNameOf(this),
        METRICS_NAMESPACE: METRICS_NAMESPACE,
        ...props.environment,
      },
      // Older versions stay, so that `live` can be put back on one of them at once.
      currentVersionOptions: { removalPolicy: RemovalPolicy.RETAIN },
    });
    this.live = new lambda.Alias(this, 'Live', {
      aliasName: 'live',
      version: this.function.currentVersion,
    });
    acknowledge(this.function, {
      'Serverless-LambdaDLQ':
        'Nothing invokes it asynchronously: API Gateway waits, and SQS redrives by itself.',
    });
    acknowledgeGrants(role, {
      'AwsSolutions-IAM5[Resource::*]': 'X-Ray has no resources to narrow PutTraceSegments to.',
    });
  }
}
