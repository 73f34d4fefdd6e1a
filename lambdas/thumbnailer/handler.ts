import type { SQSRecord } from 'aws-lambda';
import { dynamoDbClient } from '../shared/aws/dynamodb.ts';
import { inTime } from '../shared/aws/patience.ts';
import { s3Client } from '../shared/aws/s3.ts';
import { logger } from '../shared/logger.ts';
import { emitMetrics } from '../shared/metrics.ts';
import { sqsBatchHandler } from '../shared/queues/sqs-batch.ts';
import { draw } from './draw.ts';
import { makeThumbnail, type ThumbnailerServices } from './make.ts';
import { PATIENCE } from './patience.ts';
import { parseRequest } from './request.ts';
import { readSettings } from './settings.ts';
import { ThumbnailObjects } from './thumbnail-objects.ts';
import { ThumbnailRecords } from './thumbnail-records.ts';

const { tableName, bucketName, maxPixels } = readSettings();
const services: ThumbnailerServices = {
  records: new ThumbnailRecords(dynamoDbClient(PATIENCE), tableName),
  objects: new ThumbnailObjects(s3Client(PATIENCE), bucketName),
  draw: (bytes) => draw(bytes, maxPixels),
};

/** Makes thumbnails one after the other, for the sake of memory. */
export const handler = inTime(sqsBatchHandler(handleMessage, { logger, concurrency: 1 }));

async function handleMessage({ body, attributes }: SQSRecord): Promise<void> {
  const start = performance.now();
  const attempt = Number(attributes.ApproximateReceiveCount);
  const receipt = await makeThumbnail(parseRequest(body), attempt, services);
  logger.info('Thumbnail', { ...receipt, ms: Math.round(performance.now() - start) });
  if (receipt.outcome === 'made') emitMetrics({ ThumbnailsMade: 1 });
  if (receipt.code !== undefined) emitMetrics({ ThumbnailsMissing: 1 }, { code: receipt.code });
}
