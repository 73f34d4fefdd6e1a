import { ArnFormat, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { AwsCustomResource, type AwsSdkCall, PhysicalResourceId } from 'aws-cdk-lib/custom-resources';
import { Construct } from 'constructs';
import { acknowledge, acknowledgeGrants, asReported } from '../../review/acknowledge.ts';
import type { Logging } from '../../stages/cdk-values.ts';

/** The function that CDK adds to a stack for `AwsCustomResource`. */
const PROVIDER = `AWS${AwsCustomResource.PROVIDER_FUNCTION_UUID.replaceAll('-', '')}`;
const CDKS_OWN = 'The function is CDK’s own, and runs only while the stack is deployed.';

/** Written once for the account, when it gets its log role; it stays as the role does. */
const WELCOME = '/aws/apigateway/welcome';

export interface GatewayLogsProps {
  logging: Logging;
  restApiId: string;
  stageName: string;
}

/**
 * The log groups that API Gateway makes by itself, with retention and removal. A plain `AWS::Logs::LogGroup` would fail
 * over a stage of an earlier release, where they exist: docs/adr/operation/0016-log-groups.md.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
 */
export class GatewayLogs extends Construct {
  private readonly role: Role;
  private readonly logGroup: LogGroup;
  private readonly logging: Logging;

  constructor(scope: Construct, id: string, { logging, restApiId, stageName }: GatewayLogsProps) {
    super(scope, id);
    this.logging = logging;
    const { retention, removalPolicy } = logging;
    this.logGroup = new LogGroup(this, 'HelperLogs', { retention, removalPolicy });
    this.role = new Role(this, 'HelperRole', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    this.logGroup.grantWrite(this.role);
    const deletes = removalPolicy === RemovalPolicy.DESTROY;
    this.bound('Execution', `API-Gateway-Execution-Logs_${restApiId}/${stageName}`, deletes);
    this.bound('Welcome', WELCOME, false);
    acknowledge(Stack.of(this).node.findChild(PROVIDER), {
      'AwsSolutions-L1': CDKS_OWN,
      'Serverless-LambdaDLQ': CDKS_OWN,
      'Serverless-LambdaLatestVersion': CDKS_OWN,
      'Serverless-LambdaTracing': CDKS_OWN,
    });
  }

  /** Makes the group where it is missing, and has it expire. */
  private bound(id: string, logGroupName: string, deletes: boolean): void {
    const arn = Stack.of(this).formatArn({
      service: 'logs',
      resource: 'log-group',
      resourceName: `${logGroupName}:*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    const actions = [
      'logs:CreateLogGroup',
      'logs:PutRetentionPolicy',
      ...(deletes ? ['logs:DeleteLogGroup'] : []),
    ];
    this.role.addToPolicy(new PolicyStatement({ actions, resources: [arn] }));
    acknowledgeGrants(this.role, {
      [`AwsSolutions-IAM5[Resource::${asReported(this, arn)}]`]: 'The streams of this one log group.',
    });
    const create = this.call('createLogGroup', { logGroupName }, 'ResourceAlreadyExistsException');
    const made = this.resource(id, create, {
      ...(deletes && {
        onDelete: this.call('deleteLogGroup', { logGroupName }, 'ResourceNotFoundException'),
      }),
    });
    const retentionInDays: number = this.logging.retention;
    const kept = this.resource(
      `${id}Retention`,
      this.call('putRetentionPolicy', { logGroupName, retentionInDays }),
    );
    kept.node.addDependency(made);
  }

  private call(
    action: string,
    parameters: { logGroupName: string; retentionInDays?: number },
    ignored?: string,
  ) {
    return {
      service: 'CloudWatchLogs',
      action,
      parameters,
      physicalResourceId: PhysicalResourceId.of(parameters.logGroupName),
      ...(ignored && { ignoreErrorCodesMatching: ignored }),
    };
  }

  private resource(id: string, call: AwsSdkCall, more: { onDelete?: AwsSdkCall } = {}): AwsCustomResource {
    const { role, logGroup } = this;
    const shared = { role, logGroup, memorySize: 256, installLatestAwsSdk: false };
    return new AwsCustomResource(this, id, { onCreate: call, onUpdate: call, ...more, ...shared });
  }
}
