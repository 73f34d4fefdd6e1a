import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { dynamoDbClient } from '../shared/dynamodb-client.ts';
import { readEnvironment } from '../shared/env.ts';
import { logger } from '../shared/logger.ts';
import { emitMetrics } from '../shared/metrics.ts';
import { S3Bucket } from '../shared/s3-bucket.ts';
import { draw } from './draw.ts';
import { THUMBNAILER_ENV } from './env.ts';
import { makeThumbnail, type Services } from './make.ts';
import { ObjectStore } from './objects.ts';
import { RecordStore } from './records.ts';
import { parseRequest } from './request.ts';

const env = readEnvironment(THUMBNAILER_ENV);
const dynamodb = dynamoDbClient();
const bucket = new S3Bucket(
  { ...dynamodb.config, endpoint: process.env.AWS_ENDPOINT_URL_S3 },
  env.BUCKET_NAME,
);
const services: Services = {
  records: new RecordStore(dynamodb, env.TABLE_NAME),
  objects: new ObjectStore(bucket),
  draw: (bytes) => draw(bytes, Number(env.MAX_PIXELS)),
};

/** Makes thumbnails one after the other, for the sake of memory; a message that fails comes again alone. */
export async function handler(event: SQSEvent): Promise<SQSBatchResponse> {
  const batchItemFailures: SQSBatchResponse['batchItemFailures'] = [];
  for (const message of event.Records) {
    if (!(await succeeds(message))) batchItemFailures.push({ itemIdentifier: message.messageId });
  }
  return { batchItemFailures };
}

async function succeeds({ messageId, body, attributes }: SQSRecord): Promise<boolean> {
  const start = performance.now();
  try {
    const receipt = await makeThumbnail(
      parseRequest(body),
      Number(attributes.ApproximateReceiveCount),
      services,
    );
    logger.info('Thumbnail', { ...receipt, ms: Math.round(performance.now() - start) });
    if (receipt.outcome === 'made') emitMetrics({ ThumbnailsMade: 1 });
    if (receipt.code !== undefined) emitMetrics({ ThumbnailsMissing: 1 }, { code: receipt.code });
    return true;
  } catch (error) {
    logger.error('Failed', { messageId, error });
    return false;
  }
}
