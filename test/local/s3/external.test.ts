import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { awsRecord } from '../../../local/s3/external/external-events.ts';
import { startLocalS3 } from '../../../local/s3/local-s3.ts';
import type { LocalS3 } from '../../../local/s3/options.ts';
import { engines } from '../../support/engines.ts';

describe('a record as Ceph RGW 16 writes it', () => {
  const record = {
    eventVersion: '2.2',
    eventSource: 'ceph:s3',
    awsRegion: '',
    eventTime: '2026-11-21T03:34:07.721337Z',
    eventName: 'ObjectCreated:Put',
    userIdentity: { principalId: 'test' },
    requestParameters: { sourceIPAddress: '' },
    responseElements: { 'x-amz-request-id': 'request', 'x-amz-id-2': 'host' },
    s3: {
      s3SchemaVersion: '1.0',
      configurationId: 'n1',
      bucket: { name: 'photos', ownerIdentity: { principalId: 'test' }, arn: 'arn:aws:s3:::photos', id: 'x' },
      object: {
        key: 'images/a b+c/ü.jpg',
        size: 2,
        eTag: '49f68a5c8493ec2c0bf489821c21fc3b',
        versionId: 'lXzLMokl1qT6fGLY7CLg5gV7qvBjDdz',
        // Seconds 6B01112F and nanoseconds 2B298324, lowest byte first.
        sequencer: '2F11016B2483292B',
        metadata: [],
        tags: [],
      },
    },
    eventId: 'x',
    opaqueData: '',
  };

  it('becomes a record of AWS: key encoded, milliseconds, a sequencer that sorts', () => {
    expect(awsRecord(record, 'eu-central-1')).toEqual({
      eventVersion: '2.1',
      eventSource: 'aws:s3',
      awsRegion: 'eu-central-1',
      eventTime: '2026-11-21T03:34:07.721Z',
      eventName: 'ObjectCreated:Put',
      userIdentity: { principalId: 'test' },
      requestParameters: { sourceIPAddress: '' },
      responseElements: { 'x-amz-request-id': 'request', 'x-amz-id-2': 'host' },
      s3: {
        s3SchemaVersion: '1.0',
        configurationId: 'n1',
        bucket: { name: 'photos', ownerIdentity: { principalId: 'test' }, arn: 'arn:aws:s3:::photos' },
        object: {
          key: 'images/a+b%2Bc/%C3%BC.jpg',
          size: 2,
          eTag: '49f68a5c8493ec2c0bf489821c21fc3b',
          versionId: 'lXzLMokl1qT6fGLY7CLg5gV7qvBjDdz',
          sequencer: '6B01112F2B298324',
        },
      },
    });
  });
});

describe.runIf(engines.real)('an external engine (on Ceph RGW only, under npm run test:engines)', () => {
  const Bucket = `external-${randomBytes(4).toString('hex')}`;
  const messages: { queueArn: string; body: string }[] = [];
  let s3: LocalS3;
  let client: S3Client;

  beforeAll(async () => {
    s3 = await startLocalS3({
      region: 'eu-central-1',
      buckets: [
        {
          name: Bucket,
          versioned: true,
          cors: [],
          notifications: [
            { events: ['s3:ObjectCreated:*'], prefix: 'images/', queueArn: 'arn:aws:sqs:x:0:uploads' },
          ],
        },
      ],
      credentials: () => undefined,
      deliver: async (queueArn, body) => void messages.push({ queueArn, body }),
      endpoint: engines.s3Endpoint!,
      engineCredentials: engines.s3Credentials!,
    });
    client = new S3Client({
      endpoint: s3.endpoint,
      region: 'eu-central-1',
      credentials: s3.engineCredentials!,
      forcePathStyle: true,
    });
  });
  afterAll(async () => {
    client.destroy();
    await s3.close();
  });

  it('is heard of every upload under the prefix, in the shape and order of AWS', async () => {
    const keys = ['images/a b+c/ü.jpg', 'other/x', 'images/same', 'images/same', 'images/same'];
    const versions: unknown[] = [];
    for (const Key of keys) {
      versions.push((await client.send(new PutObjectCommand({ Bucket, Key, Body: 'abc' }))).VersionId);
    }
    await client.send(new DeleteObjectCommand({ Bucket, Key: 'images/same' }));
    for (let waited = 0; messages.length < 5 && waited < 10_000; waited += 20) await sleep(20);

    expect(JSON.parse(messages[0]!.body)).toMatchObject({ Event: 's3:TestEvent', Bucket });
    const objects = messages.slice(1).map(({ body }) => JSON.parse(body).Records[0].s3.object);
    expect(objects.map(({ key }) => key)).toEqual([
      'images/a+b%2Bc/%C3%BC.jpg',
      'images/same',
      'images/same',
      'images/same',
    ]);
    expect(objects.map(({ versionId }) => versionId)).toEqual(versions.filter((_, index) => index !== 1));
    expect(objects[0]).toMatchObject({ size: 3, eTag: '900150983cd24fb0d6963f7d28e17f72' });
    const sequencers = objects.slice(1).map(({ sequencer }) => sequencer);
    expect(sequencers.toSorted()).toEqual(sequencers);
  });
});
