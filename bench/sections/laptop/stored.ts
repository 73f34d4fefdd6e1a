import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import type { LocalRun } from '../../../local/options.ts';

/**
 * What is in bucket and table after so many uploads.
 * @returns bytes of objects, and of records as JSON
 * @throws Error with one sentence unless each upload has left an image, a thumbnail and a record
 */
export async function storedBytes(run: LocalRun, uploads: number): Promise<number> {
  const { region, credentials, dynamodbEndpoint, s3Endpoint, names } = run;
  const s3 = new S3Client({ region, credentials, endpoint: s3Endpoint, forcePathStyle: true });
  const dynamoDb = new DynamoDBClient({ region, credentials, endpoint: dynamodbEndpoint });
  const [Bucket] = Object.values(names.buckets);
  const [TableName] = Object.values(names.tables);
  let bytes = 0;
  let objects = 0;
  for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket }))
    for (const { Size } of Contents) {
      objects++;
      bytes += Size!;
    }
  let records = 0;
  for await (const { Items = [] } of paginateScan({ client: dynamoDb }, { TableName }))
    for (const item of Items) {
      records++;
      bytes += Buffer.byteLength(JSON.stringify(item));
    }
  s3.destroy();
  dynamoDb.destroy();
  if (objects !== 2 * uploads || records !== uploads)
    throw new Error(`${uploads} uploads left ${objects} objects and ${records} records.`);
  return bytes;
}
