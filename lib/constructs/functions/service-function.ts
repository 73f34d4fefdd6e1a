import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { METRICS_NAMESPACE } from '../../../contract/metrics.ts';
import type { COMMON_ENV, Environment } from '../../../lambdas/shared/env.ts';
import { acknowledge, acknowledgeGrants } from '../../review/acknowledge.ts';
import type { Logging } from '../../stages/cdk-values.ts';
import { serviceNameOf } from '../../stages/service-name.ts';
import { functionCode } from '../bundling/function-code.ts';
import type { FunctionSource, NativeModules } from '../bundling/write-function.ts';

export interface ServiceFunctionProps {
  logging: Logging;
  /** Folder of `lambdas/`. */
  name: string;
  entries?: FunctionSource['entries'];
  environment: Record<string, string>;
  memoryMb: number;
  timeoutSeconds: number;
  /** Milliseconds that the slowest of a hundred calls may take while a release is under way. */
  p99Ms: number;
  /** Packages with native parts that it needs. */
  native?: NativeModules;
  /** Where older versions keep the role `Role`, that of the new ones. */
  roleId?: string;
  /** It may send to a queue that it takes messages from. Lambda stops any other that does, after 16 rounds. */
  feedsItself?: true;
}

/** A function with the house defaults: runtime, bundling, logs, tracing, a role of its own, and the alias `live`. */
export class ServiceFunction extends Construct {
  readonly function: lambda.Function;
  readonly live: lambda.Alias;
  readonly logGroup: LogGroup;
  /** What its code is made of. */
  readonly source: FunctionSource;
  readonly memoryMb: number;
  readonly p99Ms: number;

  constructor(scope: Construct, id: string, props: ServiceFunctionProps) {
    super(scope, id);
    const { retention, removalPolicy, level } = props.logging;
    this.source = props;
    this.memoryMb = props.memoryMb;
    this.p99Ms = props.p99Ms;
    this.logGroup = new LogGroup(this, 'Logs', { retention, removalPolicy });
    const role = new Role(this, props.roleId ?? 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    });
    this.logGroup.grantWrite(role);

    this.function = new lambda.Function(this, 'Function', {
      code: functionCode(props),
      handler: 'index.handler',
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      memorySize: props.memoryMb,
      timeout: Duration.seconds(props.timeoutSeconds),
      role,
      // https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
      ...(props.feedsItself && { recursiveLoop: lambda.RecursiveLoop.ALLOW }),
      logGroup: this.logGroup,
      loggingFormat: lambda.LoggingFormat.JSON,
      applicationLogLevelV2: lambda.ApplicationLogLevel[level],
      systemLogLevelV2: lambda.SystemLogLevel.WARN,
      tracing: lambda.Tracing.ACTIVE,
      environment: {
        SERVICE_NAME: serviceNameOf(this),
        METRICS_NAMESPACE,
        ...props.environment,
      } satisfies Environment<typeof COMMON_ENV>,
      // Older versions stay, so that `live` can be put back on one of them at once. One whose release was rolled back does
      // not: while it is the newest, Lambda publishes no other of the same code, and the release could not be tried again.
      currentVersionOptions: { removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE },
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

  /**
   * Messages of a queue come to the function in batches; those that fail are retried alone. The mapping is in the scope
   * of the function itself: under another logical id it would be made before the old one is deleted, which Lambda refuses.
   */
  protected consume(id: string, queue: IQueue, limits: { batchSize: number; maxConcurrency: number }): void {
    const mapping = new lambda.EventSourceMapping(this.node.scope!, id, {
      target: this.live,
      eventSourceArn: queue.queueArn,
      reportBatchItemFailures: true,
      ...limits,
    });
    acknowledge(mapping, {
      'Serverless-LambdaEventSourceMappingDestination':
        'Lambda has none for SQS; the queue itself moves what fails to its dead letters.',
    });
  }
}
