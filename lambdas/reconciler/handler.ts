import type { SQSEvent } from 'aws-lambda';
import { dynamoDbClient } from '../shared/aws/dynamodb.ts';
import { inTime } from '../shared/aws/patience.ts';
import { s3Client } from '../shared/aws/s3.ts';
import { sqsClient } from '../shared/aws/sqs.ts';
import { logger } from '../shared/logger.ts';
import { sqsBatchHandler } from '../shared/queues/sqs-batch.ts';
import { PATIENCE } from './patience.ts';
import { KnownRecords } from './reading/known-records.ts';
import { ListedObjects } from './reading/listed-objects.ts';
import { ReconcilingQueues } from './reconciling-queues.ts';
import { serveByHand, serveByQueue } from './serve.ts';
import { servicesOf } from './services.ts';
import { readSettings } from './settings.ts';

const { tableName, bucketName, queueUrl, uploadQueueUrl, feedShards, deleteShare } = readSettings();
const services = servicesOf({
  objects: new ListedObjects(s3Client(PATIENCE), bucketName),
  records: new KnownRecords(dynamoDbClient(PATIENCE), tableName),
  queues: new ReconcilingQueues(sqsClient(PATIENCE), { uploads: uploadQueueUrl, own: queueUrl }),
  feedShards,
  deleteShare,
  logger,
  now: Date.now,
});

/** A slice is short, so that a crash repeats little; and shorter for who waits for it, and may interrupt it. */
const SLICE_MS = { byQueue: 20_000, byHand: 3_000 };

/** Messages of its queue come in batches; by hand it is given what would be in one. */
export const handler = inTime<unknown, unknown>(async (event) => {
  const end = services.now() + SLICE_MS[isBatch(event) ? 'byQueue' : 'byHand'];
  const mayGoOn = () => services.now() < end;
  if (!isBatch(event)) return serveByHand(event, services, mayGoOn);
  return sqsBatchHandler(({ body }) => serveByQueue(body, services, mayGoOn), { logger, concurrency: 1 })(
    event,
  );
});

const isBatch = (event: unknown): event is SQSEvent =>
  Array.isArray((event as Partial<SQSEvent> | null)?.Records);
