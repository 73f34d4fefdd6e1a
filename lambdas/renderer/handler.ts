import { dynamoDbClient } from '../shared/aws/dynamodb.ts';
import { inTime } from '../shared/aws/patience.ts';
import { s3Client } from '../shared/aws/s3.ts';
import { logger } from '../shared/logger.ts';
import { drawMaster, drawRendition } from './draw.ts';
import { PATIENCE, WAIT_MS } from './patience.ts';
import { RenderedRecords } from './rendered-records.ts';
import { serving } from './serve.ts';
import { readSettings } from './settings.ts';
import { StoredRenditions } from './stored-renditions.ts';

const { tableName, bucketName, maxPixels, widths, maxAgeSeconds } = readSettings();
/** Never `private`: of that CloudFront keeps nothing. The bytes under a path never change. */
const cacheControl = `max-age=${maxAgeSeconds}, immutable`;

const serve = serving(
  {
    records: new RenderedRecords(dynamoDbClient(PATIENCE), tableName),
    objects: new StoredRenditions(s3Client(PATIENCE), bucketName, cacheControl),
    drawMaster: (original) => drawMaster(original, maxPixels),
    drawRendition: (master, { width, format }) => drawRendition(master, width, format),
    now: Date.now,
    waitMs: WAIT_MS,
  },
  { widths, cacheControl },
  logger,
);

/** Answers CloudFront with renditions that the bucket does not have. */
export const handler = inTime(serve);
