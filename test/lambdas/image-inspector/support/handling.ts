import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { vi } from 'vitest';
import { newObjectKey } from '../../../../lambdas/shared/objects/object-key.ts';
import { contextWith } from '../../support/context.ts';
import { FakeBucket } from '../../support/fake-bucket.ts';
import { BUCKET, bmp, s3Event } from '../../support/uploads.ts';
import { type S3Server, serve } from './s3-server.ts';

export const dynamodb = mockClient(DynamoDBClient);
/** What the function prints. */
export const lines: string[] = [];
for (const stream of [process.stdout, process.stderr]) {
  vi.spyOn(stream, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
}
const bucket = new FakeBucket();
export let server: S3Server;
export let handler: (event: SQSEvent, msLeft?: number) => Promise<SQSBatchResponse>;

/** The real function, with its environment, on an S3 over HTTP and a table that the test speaks for. */
export async function startHandler(): Promise<void> {
  server = await serve(bucket);
  Object.assign(process.env, {
    TABLE_NAME: 'records',
    BUCKET_NAME: BUCKET,
    MAX_UPLOAD_BYTES: '1000000',
    MAX_PIXELS: '1000000',
    ALLOWED_TYPES: 'image/jpeg,image/bmp',
    SERVICE_NAME: 'image-intake-test',
    METRICS_NAMESPACE: 'ImageIntake',
    THUMBNAIL_QUEUE_URL: `${server.endpoint}/000000000000/thumbnails`,
    URL_EXPIRES_SECONDS: '3600',
    FEED_SHARDS: '2',
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret-of-the-test',
    AWS_SESSION_TOKEN: 'token-of-the-test',
    AWS_ENDPOINT_URL_S3: server.endpoint,
    AWS_ENDPOINT_URL_SQS: server.endpoint,
  });
  const inspector = await import('../../../../lambdas/image-inspector/handler.ts');
  handler = (event, msLeft) => inspector.handler(event, contextWith(msLeft));
}

export function reset(): void {
  dynamodb.reset();
  dynamodb.on(UpdateItemCommand).resolves({ Attributes: {} });
  server.interrupt = () => undefined;
  server.messages.length = 0;
  lines.length = 0;
}

export async function stopHandler(): Promise<void> {
  vi.restoreAllMocks();
  await server.close();
}

export const idOf = (index: number) => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;

/** Uploads an image for a record and returns the message body that tells of it. */
export function givenUpload(index: number, body = bmp(10 + index, 10)): string {
  const key = newObjectKey({ id: idOf(index) }, 'a.bmp');
  const { id, eTag } = bucket.put(key, body);
  return s3Event({ key, size: body.length, eTag, versionId: id });
}

export const batch = (...bodies: string[]) =>
  ({ Records: bodies.map((body, i) => ({ messageId: `m${i}`, body })) }) as SQSEvent;
export const failures = async (event: SQSEvent) =>
  (await handler(event)).batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
export const updatedIds = () =>
  dynamodb.commandCalls(UpdateItemCommand).map(({ args }) => args[0].input.Key?.id?.S);
