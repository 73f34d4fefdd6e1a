import { dynamoDbClient } from '../shared/dynamodb-client.ts';
import { logger } from '../shared/logger.ts';
import { createHandler } from './api.ts';
import { ObjectUrls } from './presign.ts';
import { readSettings } from './settings.ts';
import { RecordStore } from './store.ts';

const settings = readSettings();
const client = dynamoDbClient({
  maxAttempts: 4,
  requestHandler: { connectionTimeout: 1000, requestTimeout: 4000 },
});

export const handler = createHandler(
  {
    settings,
    store: new RecordStore(client, settings.tableName),
    urls: new ObjectUrls(client, settings.bucketName, settings.urlExpiresSeconds),
  },
  logger,
);
