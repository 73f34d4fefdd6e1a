import { Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { acknowledge, acknowledgeGrants, asReported } from '../../review/acknowledge.ts';
import type { Logging } from '../../stages/cdk-values.ts';

/** The function that CDK itself adds to a stack to copy files into a bucket; it runs while the stack is deployed. */
const PROVIDER = /^Custom::CDKBucketDeployment/;
const CDKS_OWN = 'The function is CDK’s own, and runs only while the stack is deployed.';
const CDKS_GRANT =
  'CDK’s own grant to copy a deployment’s files from the assets bucket into the page’s bucket.';

/** A role and a log group for that function: the role that CDK would make may make log groups that never expire. */
export function deploymentRole(scope: Construct, { retention, removalPolicy }: Logging) {
  const logGroup = new LogGroup(scope, 'DeploymentLogs', { retention, removalPolicy });
  const role = new Role(scope, 'DeploymentRole', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  logGroup.grantWrite(role);
  return { logGroup, role };
}

/** Accepts what the reviewers find in CDK's own function of a stack that fills a bucket, and in its role. */
export function acknowledgeDeployment(bucket: Bucket, role: Role): void {
  const stack = Stack.of(bucket);
  acknowledge(stack.node.children.find(({ node }) => PROVIDER.test(node.id))!, {
    'AwsSolutions-L1': CDKS_OWN,
    'Serverless-LambdaDLQ': CDKS_OWN,
    'Serverless-LambdaLatestVersion': CDKS_OWN,
    'Serverless-LambdaTracing': CDKS_OWN,
  });
  const { partition, account, region } = stack;
  const assets = `arn:${partition}:s3:::cdk-hnb659fds-assets-${account}-${region}/*`;
  const wildcards = [
    ...['Abort*', 'DeleteObject*', 'GetBucket*', 'GetObject*', 'List*'].map(
      (action) => `Action::s3:${action}`,
    ),
    `Resource::${asReported(stack, bucket.arnForObjects('*'))}`,
    `Resource::${asReported(stack, assets)}`,
  ];
  acknowledgeGrants(
    role,
    Object.fromEntries(wildcards.map((wildcard) => [`AwsSolutions-IAM5[${wildcard}]`, CDKS_GRANT])),
  );
}
