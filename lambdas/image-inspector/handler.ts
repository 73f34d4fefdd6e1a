import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { dynamoDbClient } from '../shared/dynamodb-client.ts';
import { readEnvironment } from '../shared/env.ts';
import { logger } from '../shared/logger.ts';
import { S3Bucket } from '../shared/s3-bucket.ts';
import { INSPECTOR_ENV } from './env.ts';
import { parseUploads, type Upload } from './events.ts';
import { measure } from './measure.ts';
import { ObjectStore } from './objects.ts';
import { receive, type Services } from './receive.ts';
import { RecordStore } from './records.ts';
import { ThumbnailQueue } from './thumbnail-queue.ts';

const env = readEnvironment(INSPECTOR_ENV);
const dynamodb = dynamoDbClient();
const bucket = new S3Bucket(
  { ...dynamodb.config, endpoint: process.env.AWS_ENDPOINT_URL_S3 },
  env.BUCKET_NAME,
);
const services: Services = {
  records: new RecordStore(dynamodb, env.TABLE_NAME),
  objects: new ObjectStore(bucket),
  thumbnails: new ThumbnailQueue(
    { ...dynamodb.config, endpoint: process.env.AWS_ENDPOINT_URL_SQS },
    env.THUMBNAIL_QUEUE_URL,
  ),
  rules: {
    allowedTypes: new Set(env.ALLOWED_TYPES.split(',')),
    maxBytes: Number(env.MAX_UPLOAD_BYTES),
    maxPixels: Number(env.MAX_PIXELS),
  },
  now: Date.now,
};

/** Inspects the uploads of a batch at once; a message that fails comes again alone. */
export async function handler(event: SQSEvent): Promise<SQSBatchResponse> {
  const failed = await Promise.all(event.Records.map(handleMessage));
  const failures = event.Records.filter((_, i) => failed[i]);
  return { batchItemFailures: failures.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}

/** @returns whether the message must come again; what never succeeds ends in the dead-letter queue, unlost */
async function handleMessage({ messageId, body }: SQSRecord): Promise<boolean> {
  try {
    const uploads = parseUploads(body).filter(({ bucket }) => bucket === env.BUCKET_NAME);
    const results = await Promise.allSettled(uploads.map(handleUpload));
    const failure = results.find((result) => result.status === 'rejected');
    if (failure) throw failure.reason;
    return false;
  } catch (error) {
    logger.error('Failed', { messageId, error });
    return true;
  }
}

async function handleUpload(upload: Upload): Promise<void> {
  const start = performance.now();
  const receipt = await receive(upload, services);
  logger.info('Inspected', { ...receipt, ms: Math.round(performance.now() - start) });
  measure(receipt, upload);
}
