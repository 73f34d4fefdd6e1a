import { type CfnElement, Stack, Token } from 'aws-cdk-lib';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { acknowledge, acknowledgeGrants } from '../../review/acknowledge.ts';

/** The function that CDK itself adds to a stack to copy files into a bucket; it runs while the stack is deployed. */
const PROVIDER = /^Custom::CDKBucketDeployment/;
const CDKS_OWN = 'The function is CDK’s own, and runs only while the stack is deployed.';
const CDKS_GRANT =
  'CDK’s own grant to copy a deployment’s files from the assets bucket into the page’s bucket.';

/** Accepts what the reviewers find in CDK's own function of a stack that fills a bucket. */
export function acknowledgeDeployment(bucket: Bucket): void {
  const stack = Stack.of(bucket);
  const provider = stack.node.children.find(({ node }) => PROVIDER.test(node.id))!;
  const role = provider.node.findChild('ServiceRole');
  acknowledge(provider, {
    'AwsSolutions-L1': CDKS_OWN,
    'Serverless-LambdaDLQ': CDKS_OWN,
    'Serverless-LambdaLatestVersion': CDKS_OWN,
    'Serverless-LambdaTracing': CDKS_OWN,
  });
  acknowledge(role, {
    'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]':
      CDKS_OWN,
  });
  const known = (value: string, name: string) => (Token.isUnresolved(value) ? `<AWS::${name}>` : value);
  const assets = `cdk-hnb659fds-assets-${known(stack.account, 'AccountId')}-${known(stack.region, 'Region')}`;
  const wildcards = [
    ...['Abort*', 'DeleteObject*', 'GetBucket*', 'GetObject*', 'List*'].map(
      (action) => `Action::s3:${action}`,
    ),
    `Resource::<${stack.getLogicalId(bucket.node.defaultChild as CfnElement)}.Arn>/*`,
    `Resource::arn:<AWS::Partition>:s3:::${assets}/*`,
  ];
  acknowledgeGrants(
    role,
    Object.fromEntries(wildcards.map((wildcard) => [`AwsSolutions-IAM5[${wildcard}]`, CDKS_GRANT])),
  );
}
