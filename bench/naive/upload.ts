import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { S3Event, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { imageSize } from 'image-size';

/*
 * The upload's event as it is usually handled: the whole image is downloaded and measured, the record is written without
 * a condition, and no thumbnail is asked for.
 */

const dynamodb = new DynamoDBClient({});
const s3 = new S3Client({});

export async function handler(event: SQSEvent): Promise<SQSBatchResponse> {
  const batchItemFailures: SQSBatchResponse['batchItemFailures'] = [];
  for (const message of event.Records) {
    try {
      const { Records } = JSON.parse(message.body) as S3Event;
      for (const record of Records) await inspect(record.s3);
    } catch (error) {
      console.error(error);
      batchItemFailures.push({ itemIdentifier: message.messageId });
    }
  }
  return { batchItemFailures };
}

async function inspect({ bucket, object }: S3Event['Records'][number]['s3']): Promise<void> {
  const key = decodeURIComponent(object.key.replace(/\+/g, ' '));
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket.name, Key: key }));
  const { width, height, type } = imageSize(await Body!.transformToByteArray());
  await dynamodb.send(
    new UpdateItemCommand({
      TableName: process.env.TABLE_NAME!,
      Key: { id: { S: key.split('/')[1]! } },
      UpdateExpression:
        'SET width = :width, height = :height, #type = :type, size = :size, isUploaded = :true, updatedAt = :now',
      ExpressionAttributeNames: { '#type': 'type' },
      ExpressionAttributeValues: {
        ':width': { N: String(width) },
        ':height': { N: String(height) },
        ':type': { S: type ?? 'unknown' },
        ':size': { N: String(object.size) },
        ':true': { BOOL: true },
        ':now': { N: String(Date.now()) },
      },
    }),
  );
  console.log(JSON.stringify({ message: 'Inspected', key, width, height }));
}
