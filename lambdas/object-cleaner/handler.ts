import { dynamoDbClient } from '../shared/aws/dynamodb.ts';
import { inTime } from '../shared/aws/patience.ts';
import { s3Client } from '../shared/aws/s3.ts';
import { sqsClient } from '../shared/aws/sqs.ts';
import { Erasures } from '../shared/following/erasures.ts';
import { logger } from '../shared/logger.ts';
import { sqsBatchHandler } from '../shared/queues/sqs-batch.ts';
import { CleanedObjects } from './cleaned-objects.ts';
import { CleaningQueue } from './cleaning-queue.ts';
import { EraseRequests } from './erase-requests.ts';
import { handling } from './handle.ts';
import { Invalidations } from './invalidating/invalidations.ts';
import { loadedInvalidation } from './invalidating/load-invalidator.ts';
import { BUCKET_PATIENCE, PATIENCE } from './patience.ts';
import { readSettings } from './settings.ts';
import { VanishedRecords } from './vanished-records.ts';

const { tableName, bucketName, queueUrl, restoreDays, distributionId } = readSettings();
const dynamoDb = dynamoDbClient(PATIENCE);
const queue = new CleaningQueue(sqsClient(PATIENCE), queueUrl);

const handle = handling(
  {
    records: new VanishedRecords(dynamoDb, tableName, restoreDays),
    requests: new EraseRequests(dynamoDb, tableName),
    erasures: new Erasures(dynamoDb, tableName),
    objects: new CleanedObjects(s3Client(BUCKET_PATIENCE), bucketName),
    invalidations:
      distributionId === undefined
        ? undefined
        : new Invalidations(dynamoDb, tableName, (path, reference) =>
            loadedInvalidation(distributionId, path, reference),
          ),
    now: Date.now,
  },
  logger,
  (body, seconds) => queue.send(body, seconds),
);

/** The records of a batch are cleaned up after at once. */
export const handler = inTime(sqsBatchHandler(handle, { logger, concurrency: Number.POSITIVE_INFINITY }));
