import type { SQSRecord } from 'aws-lambda';
import { dynamoDbClient } from '../shared/aws/dynamodb.ts';
import { inTime } from '../shared/aws/patience.ts';
import { s3Client } from '../shared/aws/s3.ts';
import { sqsClient } from '../shared/aws/sqs.ts';
import { logger } from '../shared/logger.ts';
import { sqsBatchHandler } from '../shared/queues/sqs-batch.ts';
import { parseUploads, type Upload } from './events.ts';
import { measure } from './measure.ts';
import { PATIENCE } from './patience.ts';
import { receive } from './receive.ts';
import { type RecheckServices, recheck } from './rechecking/recheck.ts';
import { parseRecheck, type RecheckRequest } from './rechecking/request.ts';
import { InspectedRecords } from './records/inspected-records.ts';
import { RecheckedRecords } from './records/rechecked-records.ts';
import { readSettings } from './settings.ts';
import { ThumbnailQueue } from './thumbnail-queue.ts';
import { UploadedObjects } from './uploaded-objects.ts';

const { tableName, bucketName, thumbnailQueueUrl, ticketSeconds, feedShards, rules } = readSettings();
const dynamodb = dynamoDbClient(PATIENCE);
const services: RecheckServices = {
  records: new InspectedRecords(dynamodb, tableName, ticketSeconds),
  rechecked: new RecheckedRecords(dynamodb, tableName, ticketSeconds),
  objects: new UploadedObjects(s3Client(PATIENCE), bucketName),
  thumbnails: new ThumbnailQueue(sqsClient(PATIENCE), thumbnailQueueUrl),
  rules,
  feedShards,
  now: Date.now,
};

/** Inspects the uploads of a batch at once, and what is to be looked at once more. */
export const handler = inTime(
  sqsBatchHandler(handleMessage, { logger, concurrency: Number.POSITIVE_INFINITY }),
);

async function handleMessage({ body }: SQSRecord): Promise<void> {
  const uploads = parseUploads(body).filter(({ bucket }) => bucket === bucketName);
  const request = parseRecheck(body, bucketName);
  const rechecks = request ? [handleRecheck(request)] : [];
  const results = await Promise.allSettled([...uploads.map(handleUpload), ...rechecks]);
  const failure = results.find((result) => result.status === 'rejected');
  if (failure) throw failure.reason;
}

async function handleUpload(upload: Upload): Promise<void> {
  const start = performance.now();
  const receipt = await receive(upload, services);
  logger.info('Inspected', { ...receipt, ms: Math.round(performance.now() - start) });
  measure(receipt, upload);
}

async function handleRecheck(request: RecheckRequest): Promise<void> {
  const start = performance.now();
  const { received, ...receipt } = await recheck(request, services);
  logger.info('Rechecked', { ...receipt, ms: Math.round(performance.now() - start) });
  if (received && request.kind === 'object') measure(received, request.upload);
}
