import { randomUUID } from 'node:crypto';
import { newIncarnation, newObjectKey, parseObjectKey } from '../../../lambdas/shared/objects/object-key.ts';
import type { ThumbnailRequest } from '../../../lambdas/shared/objects/thumbnail.ts';
import { eventOrder } from '../../../lambdas/shared/record.ts';
import { E_TAG, VERSION_ID } from '../stub/content.ts';

const SEQUENCER = '0066F0A1B2C3D4E5F6';
const UPLOADED_AT = '2026-11-21T00:00:00.000Z';

/** An event of a queue. @param bodies - of its messages */
export function queueEvent(queue: string, bodies: readonly object[], sentAt = 1_795_219_200_000): object {
  return {
    Records: bodies.map((body) => ({
      messageId: randomUUID(),
      receiptHandle: 'bench',
      body: JSON.stringify(body),
      attributes: {
        ApproximateReceiveCount: '1',
        SentTimestamp: String(sentAt),
        SenderId: 'AIDABENCH',
        ApproximateFirstReceiveTimestamp: String(sentAt + 1),
      },
      messageAttributes: {},
      md5OfBody: '00000000000000000000000000000000',
      eventSource: 'aws:sqs',
      eventSourceARN: `arn:aws:sqs:eu-central-1:111122223333:${queue}`,
      awsRegion: 'eu-central-1',
    })),
  };
}

/** An event with S3 notifications, as the uploads of objects of `size` bytes cause them. */
export function uploadEvent(bucket: string, size: number, keys: readonly string[]): object {
  return queueEvent(
    'uploads',
    keys.map((key) => ({ Records: [notification(bucket, size, key)] })),
  );
}

/** The key of an upload. */
export const newKey = (): string =>
  newObjectKey({ id: randomUUID(), incarnation: newIncarnation() }, 'holiday.jpg');

/** What the inspector asks for, once it has accepted the image under a key. */
export function thumbnailRequest(key: string): ThumbnailRequest {
  const event = eventOrder(Date.parse(UPLOADED_AT), SEQUENCER);
  const { id } = parseObjectKey(key)!;
  return { id, key, versionId: VERSION_ID, eTag: E_TAG, contentType: 'image/jpeg', event };
}

function notification(bucket: string, size: number, key: string): object {
  return {
    eventVersion: '2.1',
    eventSource: 'aws:s3',
    awsRegion: 'eu-central-1',
    eventTime: UPLOADED_AT,
    eventName: 'ObjectCreated:Put',
    userIdentity: { principalId: 'AWS:AROABENCH:bench' },
    requestParameters: { sourceIPAddress: '203.0.113.7' },
    responseElements: { 'x-amz-request-id': 'BENCH', 'x-amz-id-2': 'BENCH' },
    s3: {
      s3SchemaVersion: '1.0',
      configurationId: 'bench',
      bucket: {
        name: bucket,
        ownerIdentity: { principalId: 'BENCH' },
        arn: `arn:aws:s3:::${bucket}`,
      },
      object: { key, size, eTag: E_TAG, versionId: VERSION_ID, sequencer: SEQUENCER },
    },
  };
}
