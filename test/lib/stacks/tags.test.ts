import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { beforeAll, describe, expect, it } from 'vitest';
import { stages } from '../../../lib/stages/stages.ts';
import type { Resource } from '../../support/synthesized.ts';
import { synthesize } from '../../support/synthesized.ts';

/** The types in use that CloudFormation cannot tag: parts, policies and links of what is tagged. */
const UNTAGGABLE = new Set([
  'AWS::ApiGateway::Account',
  'AWS::ApiGateway::BasePathMapping',
  'AWS::ApiGateway::Deployment',
  'AWS::ApiGateway::GatewayResponse',
  'AWS::ApiGateway::Method',
  'AWS::ApiGateway::Model',
  'AWS::ApiGateway::RequestValidator',
  'AWS::ApiGateway::Resource',
  'AWS::ApiGateway::UsagePlanKey',
  'AWS::CloudFront::OriginAccessControl',
  'AWS::CloudFront::ResponseHeadersPolicy',
  'AWS::CloudWatch::Dashboard',
  'AWS::IAM::Policy',
  'AWS::Lambda::Alias',
  'AWS::Lambda::LayerVersion',
  'AWS::Lambda::Permission',
  'AWS::Lambda::Version',
  'AWS::S3::BucketPolicy',
  'AWS::Scheduler::Schedule',
  'AWS::SNS::Subscription',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::QueuePolicy',
  'AWS::WAFv2::WebACLAssociation',
  'Custom::AWS',
  'Custom::CDKBucketDeployment',
  'Custom::S3AutoDeleteObjects',
]);

/** The provider that empties dev's bucket is CDK's own, made without tags. */
const PROVIDER = 'CustomS3AutoDeleteObjectsCustomResourceProvider';

describe.each(Object.entries(stages))('every resource of %s', (stage, config) => {
  let assembly: CloudAssembly;
  beforeAll(() => {
    assembly = synthesize(stage);
  });

  it('bears service, stage and the stage’s own tags', () => {
    const expected = { ...config.tags, service: 'image-intake', stage };
    const resources = assembly.stacks.flatMap((stack) => Object.entries<Resource>(stack.template.Resources));
    for (const [id, { Type, Properties }] of resources) {
      if (UNTAGGABLE.has(Type) || id.startsWith(PROVIDER)) continue;
      const { Tags = [] } = Properties ?? {};
      const tags = Array.isArray(Tags)
        ? Object.fromEntries(Tags.map(({ Key, Value }: { Key: string; Value: string }) => [Key, Value]))
        : Tags;
      expect([id, Type, tags]).toEqual([id, Type, expect.objectContaining(expected)]);
    }
  });
});

it('a stage with an account of its own deploys there', () => {
  const env = { account: '1'.repeat(12), region: 'eu-central-1' };
  const trial = { ...stages.dev!, env };
  for (const stack of synthesize('trial', { stages: { trial } }).stacks)
    expect(stack.environment).toMatchObject(env);
});
