import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { logger } from '../shared/logger.ts';
import { Sha256 } from '../shared/sha256.ts';
import { createHandler } from './api.ts';
import { ObjectUrls } from './presign.ts';
import { readSettings } from './settings.ts';
import { RecordStore } from './store.ts';

const settings = readSettings();
const client = new DynamoDBClient({
  sha256: Sha256,
  maxAttempts: 4,
  requestHandler: { connectionTimeout: 1000, requestTimeout: 4000 },
});

// It copies and filters every item for a log that nobody keeps: a tenth of a list's CPU.
client.middlewareStack.remove('loggerMiddleware');

export const handler = createHandler(
  {
    settings,
    store: new RecordStore(client, settings.tableName),
    urls: new ObjectUrls(client, settings.bucketName, settings.urlExpiresSeconds),
  },
  logger,
);
