import { parseUploads, type Upload } from '../../../lambdas/image-inspector/events.ts';

export const BUCKET = 'images-bucket';
/** When things begin, epoch ms. */
export const START = Date.UTC(2026, 0, 1);

export function uploadOf(message: string): Upload {
  return parseUploads(message)[0]!;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html */
export function s3Event(object: {
  key: string;
  size: number;
  eTag: string;
  versionId?: string;
  time?: number;
  sequencer?: string;
  bucket?: string;
  eventName?: string;
}): string {
  const { key, size, eTag, versionId, sequencer = '01' } = object;
  return JSON.stringify({
    Records: [
      {
        eventVersion: '2.1',
        eventSource: 'aws:s3',
        eventTime: new Date(object.time ?? START).toISOString(),
        eventName: object.eventName ?? 'ObjectCreated:Put',
        s3: {
          s3SchemaVersion: '1.0',
          bucket: { name: object.bucket ?? BUCKET },
          object: { key: encodeURIComponent(key).replaceAll('%20', '+'), size, eTag, versionId, sequencer },
        },
      },
    ],
  });
}

/** The smallest BMP that the inspector believes. */
export function bmp(width: number, height: number): Buffer {
  const bytes = Buffer.alloc(58);
  bytes.write('BM', 'latin1');
  bytes.writeUInt32LE(40, 14);
  bytes.writeInt32LE(width, 18);
  bytes.writeInt32LE(height, 22);
  return bytes;
}
