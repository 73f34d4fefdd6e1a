import type { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { grantsOfRole } from '../../support/grants-of-role.ts';
import { resourcesOf, synthesize, templatesOf, theOnly } from '../../support/synthesized.ts';

describe('roles', () => {
  let api: Template;
  beforeAll(() => {
    api = templatesOf(synthesize('prod')).api!;
  });

  it.each([
    [
      'MetadataApi',
      [
        'dynamodb:BatchGetItem table',
        'dynamodb:DeleteItem table',
        'dynamodb:GetItem table',
        'dynamodb:PutItem table',
        'dynamodb:Query table/index/feed',
        'dynamodb:Query table/index/user',
        'dynamodb:UpdateItem table',
        's3:GetObject bucket/images/*',
        's3:GetObject bucket/thumbnails/*',
        's3:GetObjectVersion bucket/images/*',
        's3:ListBucket bucket',
        's3:PutObject bucket/images/*',
      ],
    ],
    [
      'ImageInspector',
      [
        'dynamodb:GetItem table',
        'dynamodb:UpdateItem table',
        's3:DeleteObject bucket/images/*',
        's3:DeleteObjectVersion bucket/images/*',
        's3:DeleteObjectVersion bucket/thumbnails/*',
        's3:GetObject bucket/images/*',
        's3:GetObject bucket/thumbnails/*',
        's3:GetObjectVersion bucket/images/*',
        's3:ListBucket bucket',
        's3:PutObject bucket/images/*',
        'sqs:DeleteMessage uploads',
        'sqs:GetQueueAttributes uploads',
        'sqs:ReceiveMessage uploads',
        'sqs:SendMessage thumbnails',
      ],
    ],
    [
      'Thumbnailer',
      [
        'dynamodb:UpdateItem table',
        's3:DeleteObjectVersion bucket/thumbnails/*',
        's3:GetObject bucket/thumbnails/*',
        's3:GetObjectVersion bucket/images/*',
        's3:ListBucket bucket',
        's3:PutObject bucket/thumbnails/*',
        'sqs:DeleteMessage thumbnails',
        'sqs:GetQueueAttributes thumbnails',
        'sqs:ReceiveMessage thumbnails',
      ],
    ],
    [
      'ChangeRelay',
      [
        'dynamodb:DescribeStream table/stream',
        'dynamodb:GetRecords table/stream',
        'dynamodb:GetShardIterator table/stream',
        'dynamodb:ListStreams table/stream/*',
        's3:ListBucket bucket',
        's3:PutObject bucket/aws/lambda/*',
        'sqs:DeleteMessage unrelayed',
        'sqs:GetQueueAttributes unrelayed',
        'sqs:ReceiveMessage unrelayed',
        'sqs:SendMessage cleaning',
        'sqs:SendMessage unrelayed',
      ],
    ],
    [
      'ObjectCleaner',
      [
        'dynamodb:DeleteItem table',
        'dynamodb:GetItem table',
        'dynamodb:PutItem table',
        'dynamodb:Query table/index/user',
        'dynamodb:UpdateItem table',
        's3:DeleteObject bucket/images/*',
        's3:DeleteObject bucket/thumbnails/*',
        's3:DeleteObjectVersion bucket/images/*',
        's3:DeleteObjectVersion bucket/thumbnails/*',
        's3:GetObject bucket/images/*',
        's3:GetObject bucket/thumbnails/*',
        's3:GetObjectVersion bucket/images/*',
        's3:ListBucket bucket',
        's3:ListBucketVersions bucket',
        's3:PutObject bucket/images/*',
        'sqs:DeleteMessage cleaning',
        'sqs:GetQueueAttributes cleaning',
        'sqs:ReceiveMessage cleaning',
        'sqs:SendMessage cleaning',
      ],
    ],
    [
      'Reconciler',
      [
        'dynamodb:BatchGetItem table',
        'dynamodb:GetItem table',
        'dynamodb:Scan table',
        's3:DeleteObjectVersion bucket/images/*',
        's3:DeleteObjectVersion bucket/thumbnails/*',
        's3:GetBucketVersioning bucket',
        's3:GetObject bucket/images/*',
        's3:GetObject bucket/thumbnails/*',
        's3:GetObjectVersion bucket/images/*',
        's3:ListBucket bucket',
        's3:ListBucketVersions bucket',
        'sqs:DeleteMessage reconciling',
        'sqs:GetQueueAttributes reconciling',
        'sqs:ReceiveMessage reconciling',
        'sqs:SendMessage reconciling',
        'sqs:SendMessage uploads',
      ],
    ],
  ])('%s may do exactly what it does, beside its logs and traces', (id, expected) => {
    const granted = grantsOf(api, id);
    expect(granted.filter((grant) => !/^(logs|xray):/.test(grant))).toEqual(expected);
    expect(granted.filter((grant) => /^(logs|xray):/.test(grant))).toEqual([
      'logs:CreateLogStream logs',
      'logs:PutLogEvents logs',
      'xray:PutTelemetryRecords *',
      'xray:PutTraceSegments *',
    ]);
  });

  it('let nobody list versions but of images and thumbnails', () => {
    const statements = resourcesOf(api, 'AWS::IAM::Policy').flatMap(
      ([, policy]) => policy.Properties.PolicyDocument.Statement,
    );
    const listing = statements.filter(({ Action }) => [Action].flat().includes('s3:ListBucketVersions'));
    const bounded = { StringLike: { 's3:prefix': ['images/*', 'thumbnails/*'] } };
    expect(listing.map(({ Condition }) => Condition)).toEqual([bounded, bounded]);
  });

  it('keep that of the API of release 0.1.0, which deletes objects itself, for its versions alone', () => {
    const [former] = resourcesOf(api, 'AWS::IAM::Role').find(([id]) => id.startsWith('MetadataApiRole'))!;
    const [own] = theOnly(api, 'AWS::Lambda::Function', 'MetadataApi').Properties.Role['Fn::GetAtt'];
    const more = [
      'DeleteObject bucket/images/*',
      'DeleteObjectVersion bucket/images/*',
      'DeleteObject bucket/thumbnails/*',
    ];
    // It knew no batches.
    const kept = grantsOfRole(api, own).filter((grant) => !grant.startsWith('dynamodb:BatchGetItem'));
    expect(grantsOfRole(api, former)).toEqual([...kept, ...more.map((grant) => `s3:${grant}`)].toSorted());
    const roles = resourcesOf(api, 'AWS::Lambda::Function').map(([, { Properties }]) => Properties.Role);
    expect(JSON.stringify(roles)).not.toContain(former);
  });

  it('allow no wildcard action, and no resource `*` but to X-Ray, which knows no other', () => {
    for (const [, policy] of resourcesOf(api, 'AWS::IAM::Policy')) {
      for (const { Action, Resource } of policy.Properties.PolicyDocument.Statement) {
        for (const action of [Action].flat()) {
          expect(action).not.toContain('*');
          if ([Resource].flat().includes('*')) expect(action).toMatch(/^xray:Put/);
        }
      }
    }
  });
});

/** `action resource` for every action and resource that a function's role allows, resources by a short name. */
function grantsOf(api: Template, functionId: string): string[] {
  return grantsOfRole(
    api,
    theOnly(api, 'AWS::Lambda::Function', functionId).Properties.Role['Fn::GetAtt'][0],
  );
}
