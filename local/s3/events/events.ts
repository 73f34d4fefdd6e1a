import type { S3Bucket } from '../options.ts';
import type { Change } from '../store/object-version.ts';

export interface EventOrigin {
  region: string;
  accessKeyId: string;
  sourceIp: string;
  requestId: string;
  hostId: string;
}

type Notification = S3Bucket['notifications'][number];

/** The notifications of a bucket that want an event, `ObjectCreated:Put` say, of a key. */
export function interested(bucket: S3Bucket, eventName: string, key: string): Notification[] {
  return bucket.notifications.filter(
    ({ events, prefix = '', suffix = '' }) =>
      key.startsWith(prefix) && key.endsWith(suffix) && events.some((wanted) => covers(wanted, eventName)),
  );
}

export function eventNameOf(change: Change): string {
  return `${creates(change) ? 'ObjectCreated' : 'ObjectRemoved'}:${change.type}`;
}

/**
 * The message that S3 sends to a queue for one change.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
export function eventMessage(bucket: S3Bucket, change: Change, origin: EventOrigin): string {
  const { version, type } = change;
  const record = {
    eventVersion: '2.1',
    eventSource: 'aws:s3',
    awsRegion: origin.region,
    eventTime: new Date(change.time).toISOString(),
    eventName: eventNameOf(change),
    userIdentity: { principalId: `AWS:${origin.accessKeyId}` },
    requestParameters: { sourceIPAddress: origin.sourceIp },
    responseElements: { 'x-amz-request-id': origin.requestId, 'x-amz-id-2': origin.hostId },
    s3: {
      s3SchemaVersion: '1.0',
      configurationId: 'local',
      bucket: {
        name: bucket.name,
        ownerIdentity: { principalId: 'LOCAL' },
        arn: `arn:aws:s3:::${bucket.name}`,
      },
      object: {
        key: encodeKey(version.key),
        ...(creates(change) && { size: version.body.length }),
        ...(type !== 'Delete' && { eTag: version.etag || 'd41d8cd98f00b204e9800998ecf8427e' }),
        ...(bucket.versioned && { versionId: version.versionId }),
        sequencer: sequencerOf(change.order),
      },
    },
  };
  return JSON.stringify({ Records: [record] });
}

/** What S3 sends to every queue once, when a notification is configured. */
export function testEvent(bucketName: string, requestId: string, hostId: string): string {
  return JSON.stringify({
    Service: 'Amazon S3',
    Event: 's3:TestEvent',
    Time: new Date().toISOString(),
    Bucket: bucketName,
    RequestId: requestId,
    HostId: hostId,
  });
}

/** As S3 encodes keys in events: like a form field, a space as `+`, but the slash stays. */
export function encodeKey(key: string): string {
  return encodeURIComponent(key)
    .replace(/[!'()~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+')
    .replaceAll('%2F', '/');
}

/** Hexadecimal of one length, so that it sorts as text whichever side a reader pads. */
export function sequencerOf(order: bigint): string {
  return order.toString(16).toUpperCase().padStart(18, '0');
}

function creates({ type }: Change): boolean {
  return type === 'Put' || type === 'Copy';
}

function covers(wanted: string, eventName: string): boolean {
  const name = wanted.replace(/^s3:/, '');
  return name === eventName || (name.endsWith(':*') && eventName.startsWith(name.slice(0, -1)));
}
