import type { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { RENDERER_ENV } from '../../../../lambdas/renderer/env.ts';
import { PATIENCE, WAIT_MS } from '../../../../lambdas/renderer/patience.ts';
import { SPARE_MS } from '../../../../lambdas/shared/aws/patience.ts';
import { stages } from '../../../../lib/stages/stages.ts';
import { admitsService, type Statement } from '../../../../local/iam/policies.ts';
import { readAssembly } from '../../../../local/template/assembly.ts';
import { type Deployment, deploy } from '../../../../local/template/deployment.ts';
import { grantsOfRole } from '../../../support/grants-of-role.ts';
import { resourcesOf, synthesize, templatesOf, theOnly } from '../../../support/synthesized.ts';
import { SIGNED } from '../../delivery-keys.ts';

const ACCOUNT = '111122223333';
const stagesOf = (delivery: false | typeof SIGNED) => ({ prod: { ...stages.prod!, delivery } });

let all: Record<string, Template>;
let without: Record<string, Template>;
let deployment: Deployment;
beforeAll(() => {
  const assembly = synthesize('prod', { stages: stagesOf(SIGNED) });
  all = templatesOf(assembly);
  without = templatesOf(synthesize('prod', { stages: stagesOf(false) }));
  deployment = deploy(readAssembly(assembly.directory), {
    accountId: ACCOUNT,
    region: 'eu-central-1',
    queueUrl: (name: string) => `http://sqs/${name}`,
  });
});

const grantsOf = (stack: Template, id: string) =>
  grantsOfRole(stack, theOnly(stack, 'AWS::Lambda::Function', id).Properties.Role['Fn::GetAtt'][0]).filter(
    (grant) => !/^(logs|xray):/.test(grant),
  );
const variablesOf = (stack: Template, id: string) =>
  theOnly(stack, 'AWS::Lambda::Function', id).Properties.Environment.Variables;

describe('the bucket’s policy', () => {
  const read = (key: string, distribution: string, action = 's3:GetObject') => {
    const [policy] = deployment.ofType<{ PolicyDocument: { Statement: Statement[] } }>(
      'AWS::S3::BucketPolicy',
    );
    const [bucket] = deployment.ofType('AWS::S3::Bucket');
    return admitsService(policy!.properties.PolicyDocument.Statement, 'cloudfront.amazonaws.com', {
      action,
      resource: key ? `${bucket!.arn}/${key}` : bucket!.arn,
      context: {
        'aws:SourceArn': distribution,
        'aws:SecureTransport': 'true',
        's3:TlsVersion': '1.3',
      },
    });
  };
  const own = `arn:aws:cloudfront::${ACCOUNT}:distribution/E1`;

  it('lets distributions of the account read renditions', () => {
    expect(read('i/a/b/640.webp', own)).toBe(true);
  });

  it.each([
    ['an original', 'images/a/b', own, 's3:GetObject'],
    ['a thumbnail', 'thumbnails/a/b.webp', own, 's3:GetObject'],
    ['a key that only begins like one', 'i', own, 's3:GetObject'],
    ['a version', 'i/a/b/640.webp', own, 's3:GetObjectVersion'],
    ['what is there', '', own, 's3:ListBucket'],
    ['another account’s', 'i/a/b/640.webp', own.replace(ACCOUNT, '9'.repeat(12)), 's3:GetObject'],
  ])('does not let them have %s', (_what, key, distribution, action) => {
    expect(read(key, distribution, action)).toBe(false);
  });

  it('is written without them where nothing is delivered', () => {
    expect(JSON.stringify(without.storage!.findResources('AWS::S3::BucketPolicy'))).not.toContain(
      'cloudfront',
    );
  });
});

it('renditions go after half a year, and nothing else by that rule', () => {
  const { Rules } = theOnly(all.storage!, 'AWS::S3::Bucket').Properties.LifecycleConfiguration;
  expect(Rules).toContainEqual({
    Id: 'expire-renditions',
    Status: 'Enabled',
    Prefix: 'i/',
    ExpirationInDays: 180,
  });
});

describe('the renderer', () => {
  it('gets the environment that it reads, and nothing else', () => {
    expect(Object.keys(variablesOf(all.delivery!, 'Renderer')).sort()).toEqual(
      [...RENDERER_ENV, 'METRICS_NAMESPACE', 'SERVICE_NAME'].sort(),
    );
    expect(variablesOf(all.delivery!, 'Renderer').WIDTHS).toBe('[320,640,1280]');
  });

  it('has time for every attempt of a call, and to wait for another who draws', () => {
    const { Timeout } = theOnly(all.delivery!, 'AWS::Lambda::Function', 'Renderer').Properties;
    const { attempts, attemptMs } = PATIENCE;
    expect(Math.max(attempts * attemptMs, WAIT_MS)).toBeLessThan(1000 * Timeout - SPARE_MS);
  });

  it('may do exactly what it does, beside its logs and traces', () => {
    expect(grantsOf(all.delivery!, 'Renderer')).toEqual([
      'dynamodb:DeleteItem table',
      'dynamodb:GetItem table',
      'dynamodb:PutItem table',
      's3:DeleteObjectVersion bucket/i/*',
      's3:GetObject bucket/i/*',
      's3:GetObject bucket/images/*',
      's3:GetObjectVersion bucket/images/*',
      's3:ListBucket bucket',
      's3:PutObject bucket/i/*',
    ]);
  });

  it('may write leases into the table, and no record', () => {
    const statements = resourcesOf(all.delivery!, 'AWS::IAM::Policy').flatMap(
      ([, { Properties }]) => Properties.PolicyDocument.Statement,
    );
    const writing = statements.filter(({ Action }) => [Action].flat().includes('dynamodb:PutItem'));
    expect(writing.map(({ Action, Condition }) => [Action, Condition])).toEqual([
      [
        ['dynamodb:DeleteItem', 'dynamodb:PutItem'],
        { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['lease#*'] } },
      ],
    ]);
  });

  it('is called by its URL through `live`, by this distribution alone, which takes two permissions', () => {
    const [alias] = resourcesOf(all.delivery!, 'AWS::Lambda::Alias')[0]!;
    const [distribution] = resourcesOf(all.delivery!, 'AWS::CloudFront::Distribution')[0]!;
    expect(theOnly(all.delivery!, 'AWS::Lambda::Url').Properties).toMatchObject({
      AuthType: 'AWS_IAM',
      Qualifier: 'live',
    });
    const permissions = resourcesOf(all.delivery!, 'AWS::Lambda::Permission').map(([, { Properties }]) => {
      const { SourceArn, ...rest } = Properties;
      expect(SourceArn['Fn::Join'][1]).toEqual([
        'arn:',
        { Ref: 'AWS::Partition' },
        ':cloudfront::',
        { Ref: 'AWS::AccountId' },
        ':distribution/',
        { Ref: distribution },
      ]);
      return rest;
    });
    const caller = { FunctionName: { Ref: alias }, Principal: 'cloudfront.amazonaws.com' };
    expect(permissions).toEqual([
      { ...caller, Action: 'lambda:InvokeFunctionUrl', FunctionUrlAuthType: 'AWS_IAM' },
      { ...caller, Action: 'lambda:InvokeFunction', InvokedViaFunctionUrl: true },
    ]);
  });

  it('takes over in steps, and is taken back by alarms of its own', () => {
    const { Properties } = theOnly(all.delivery!, 'AWS::CodeDeploy::DeploymentGroup');
    const alarms = resourcesOf(all.delivery!, 'AWS::CloudWatch::Alarm').map(([id]) => id);
    expect(alarms.map((id) => id.replace(/.{8}$/, ''))).toEqual([
      'ReleaseAlarmsRendererFailures',
      'ReleaseAlarmsRendererCrashes',
      'ReleaseAlarmsRendererLatency',
    ]);
    expect(Properties.AlarmConfiguration.Alarms).toEqual(alarms.map((id) => ({ Name: { Ref: id } })));
  });
});
