import type { CfnResource, Stack } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Logging } from '../../stages/cdk-values.ts';

/** CDK's own function that empties a stack's buckets before CloudFormation deletes them (`autoDeleteObjects`). */
const PROVIDER = 'Custom::S3AutoDeleteObjectsCustomResourceProvider';

/**
 * Declares the log group of the function that empties buckets, where a stack has one: left to itself it makes a group
 * that never expires and outlives the stage. Its role may write to this group, and can make no other.
 */
export function declareEmptyingLogs(stack: Stack, { retention, removalPolicy }: Logging): void {
  const provider = stack.node.tryFindChild(PROVIDER);
  if (!provider) return;
  const logs = new LogGroup(stack, 'EmptyingLogs', { retention, removalPolicy });
  const handler = provider.node.findChild('Handler') as CfnResource;
  handler.addPropertyOverride('LoggingConfig', { LogGroup: logs.logGroupName });
  const role = provider.node.findChild('Role') as CfnResource;
  role.addPropertyDeletionOverride('ManagedPolicyArns');
  const statement = {
    Effect: 'Allow',
    Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    Resource: logs.logGroupArn,
  };
  role.addPropertyOverride('Policies', [
    { PolicyName: 'Logs', PolicyDocument: { Version: '2012-10-17', Statement: [statement] } },
  ]);
}
