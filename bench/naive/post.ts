import { randomUUID } from 'node:crypto';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { APIGatewayProxyEvent } from 'aws-lambda';

/*
 * `POST /metadata` as it is usually written: no schema, the SDK's clients as they come, its convenience function for the
 * URL. It answers what ours answers, and refuses nothing.
 */

const dynamodb = new DynamoDBClient({});
const s3 = new S3Client({});

export async function handler(event: APIGatewayProxyEvent) {
  try {
    const { filename, title } = JSON.parse(event.body ?? '{}');
    if (!filename) return respond(400, { message: 'filename is required' });
    const id = randomUUID();
    const now = Date.now();
    await dynamodb.send(
      new PutItemCommand({
        TableName: process.env.TABLE_NAME!,
        Item: {
          id: { S: id },
          filename: { S: filename },
          ...(title && { title: { S: title } }),
          createdAt: { N: String(now) },
          updatedAt: { N: String(now) },
        },
      }),
    );
    const command = new PutObjectCommand({
      Bucket: process.env.BUCKET_NAME!,
      Key: `images/${id}/${filename}`,
    });
    const url = await getSignedUrl(s3, command, { expiresIn: 3600 });
    return respond(201, {
      metadata: { id, filename, title, createdAt: now, updatedAt: now, isUploaded: false },
      preSignedUrl: { id, url, method: 'PUT', expiresIn: 3600 },
    });
  } catch (error) {
    console.error(error);
    return respond(500, { message: 'Internal server error' });
  }
}

function respond(statusCode: number, body: object) {
  return {
    statusCode,
    headers: { 'Content-Type': 'application/json', 'Access-Control-Allow-Origin': '*' },
    body: JSON.stringify(body),
  };
}
