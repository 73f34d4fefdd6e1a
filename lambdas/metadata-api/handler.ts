import { dynamoDbClient } from '../shared/aws/dynamodb.ts';
import { inTime } from '../shared/aws/patience.ts';
import { Erasures } from '../shared/following/erasures.ts';
import { logger } from '../shared/logger.ts';
import { DeliveryUrls } from './delivery/delivery-urls.ts';
import { loadSignerOf } from './delivery/load-signer.ts';
import { createHandler } from './http/api.ts';
import { TABLE_PATIENCE } from './patience.ts';
import { RecordStore } from './records/record-store.ts';
import { RequestStore } from './records/request-store.ts';
import { readSettings } from './settings.ts';
import { bucketAddress } from './tickets/bucket-address.ts';
import { ObjectUrls } from './tickets/object-urls.ts';
import { TicketCounter } from './tickets/ticket-counter.ts';

const settings = readSettings();
const { tableName, bucketName, bucketDomainName, urlExpiresSeconds, delivery } = settings;
const dynamoDb = dynamoDbClient(TABLE_PATIENCE);
const address = bucketAddress(bucketName, bucketDomainName);
const images = delivery && new DeliveryUrls(delivery, () => loadSignerOf(delivery.key!), logger);

const handleRequest = createHandler(
  {
    settings,
    records: new RecordStore(dynamoDb, tableName),
    requests: new RequestStore(dynamoDb, tableName),
    tickets: new TicketCounter(dynamoDb, tableName),
    urls: new ObjectUrls(dynamoDb.config, address, urlExpiresSeconds, images),
    erasures: new Erasures(dynamoDb, tableName),
  },
  logger,
);

export const handler = inTime(handleRequest);
