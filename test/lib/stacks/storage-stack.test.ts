import { Match, type Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { stages } from '../../../lib/stages/stages.ts';
import { resourcesOf, synthesize, templatesOf, theOnly } from '../../support/synthesized.ts';

describe.each(Object.keys(stages))('storage stack of %s', (stage) => {
  const config = stages[stage]!;
  let storage: Template;
  beforeAll(() => {
    storage = templatesOf(synthesize(stage)).storage!;
  });

  it('keeps records by id, paid by request, restorable to a point in time, expiring by `expiresAt`', () => {
    storage.hasResourceProperties('AWS::DynamoDB::Table', {
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      DeletionProtectionEnabled: config.data === 'retain',
    });
  });

  it.each([
    ['feed', 'feed'],
    ['user', 'userId'],
  ])('has an index %s by %s in the order of `sortKey`, holding whole records', (name, key) => {
    const { GlobalSecondaryIndexes: indexes } = theOnly(storage, 'AWS::DynamoDB::Table').Properties;
    expect(indexes).toHaveLength(2);
    expect(indexes).toContainEqual({
      IndexName: name,
      KeySchema: [
        { AttributeName: key, KeyType: 'HASH' },
        { AttributeName: 'sortKey', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'ALL' },
    });
  });

  it('keeps images in a versioned, encrypted bucket that nobody can make public', () => {
    storage.hasResourceProperties('AWS::S3::Bucket', {
      VersioningConfiguration: { Status: 'Enabled' },
      BucketEncryption: Match.anyValue(),
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
    });
  });

  it('refuses any call to the bucket that is not over TLS 1.2 or later', () => {
    const { Statement: statements } = theOnly(storage, 'AWS::S3::BucketPolicy').Properties.PolicyDocument;
    const denial = { Effect: 'Deny', Action: 's3:*', Principal: { AWS: '*' } };
    expect(statements).toContainEqual(
      expect.objectContaining({ ...denial, Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
    );
    expect(statements).toContainEqual(
      expect.objectContaining({ ...denial, Condition: { NumericLessThan: { 's3:TlsVersion': 1.2 } } }),
    );
  });

  it('lets pages of the allowed origins, and no others, put and get', () => {
    const { CorsRules: rules } = theOnly(storage, 'AWS::S3::Bucket').Properties.CorsConfiguration;
    expect(rules).toHaveLength(1);
    expect(rules[0].AllowedOrigins).toEqual(config.allowedOrigins);
    expect(rules[0].AllowedMethods).toEqual(['PUT', 'GET', 'HEAD']);
    expect(rules[0].AllowedHeaders).toEqual(
      expect.arrayContaining(['content-type', 'if-none-match', 'x-amz-checksum-sha256']),
    );
  });

  it('expires replaced and deleted images, their delete markers, abandoned parts, and changes that nobody took', () => {
    storage.hasResourceProperties('AWS::S3::Bucket', {
      LifecycleConfiguration: {
        Rules: [
          {
            Status: 'Enabled',
            NoncurrentVersionExpiration: { NoncurrentDays: config.restoreDays },
            ExpiredObjectDeleteMarker: true,
            AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
          },
          { Status: 'Enabled', Prefix: 'aws/lambda/', ExpirationInDays: 14 },
        ],
      },
    });
  });

  it('announces every upload below images/ to the upload queue', () => {
    const [queueId] = resourcesOf(storage, 'AWS::SQS::Queue').find(([, q]) => q.Properties.RedrivePolicy)!;
    const { NotificationConfiguration: notification } = theOnly(storage, 'AWS::S3::Bucket').Properties;
    expect(notification).toEqual({
      QueueConfigurations: [
        {
          Event: 's3:ObjectCreated:Put',
          Queue: { 'Fn::GetAtt': [queueId, 'Arn'] },
          Filter: { S3Key: { Rules: [{ Name: 'prefix', Value: 'images/' }] } },
        },
      ],
    });
    storage.hasResource('AWS::S3::Bucket', {
      DependsOn: Match.arrayWith([Match.stringLikeRegexp('Policy')]),
    });
  });

  it('lets only S3 of its own account send to the queue', () => {
    const allowed = resourcesOf(storage, 'AWS::SQS::QueuePolicy').flatMap(([, policy]) =>
      policy.Properties.PolicyDocument.Statement.filter((s: { Effect: string }) => s.Effect === 'Allow'),
    );
    expect(allowed).toEqual([
      expect.objectContaining({
        Action: 'sqs:SendMessage',
        Principal: { Service: 's3.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
      }),
    ]);
  });

  it('encrypts every queue and refuses calls without TLS', () => {
    const queues = resourcesOf(storage, 'AWS::SQS::Queue');
    expect(queues).toHaveLength(10);
    for (const [id, queue] of queues) {
      expect(queue.Properties.SqsManagedSseEnabled).toBe(true);
      storage.hasResourceProperties('AWS::SQS::QueuePolicy', {
        Queues: [{ Ref: id }],
        PolicyDocument: {
          Statement: Match.arrayWith([
            Match.objectLike({
              Effect: 'Deny',
              Action: 'sqs:*',
              Principal: { AWS: '*' },
              Condition: { Bool: { 'aws:SecureTransport': 'false' } },
            }),
          ]),
        },
      });
    }
  });

  it('rests an event in the dead-letter queue, for 14 days, after five failures', () => {
    const queue = theOnly(storage, 'AWS::SQS::Queue', 'UploadsQueue');
    const [deadLettersId] = resourcesOf(storage, 'AWS::SQS::Queue').find(([id]) => id.includes('Dead'))!;
    expect(queue.Properties.RedrivePolicy).toEqual({
      deadLetterTargetArn: { 'Fn::GetAtt': [deadLettersId, 'Arn'] },
      maxReceiveCount: 5,
    });
    const deadLetters = theOnly(storage, 'AWS::SQS::Queue', deadLettersId).Properties;
    expect(deadLetters.MessageRetentionPeriod).toBe(14 * 24 * 3600);
    expect(deadLetters.MessageRetentionPeriod).toBeGreaterThan(queue.Properties.MessageRetentionPeriod);
  });
});
