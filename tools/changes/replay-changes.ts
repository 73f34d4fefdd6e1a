import {
  DeleteObjectCommand,
  GetObjectCommand,
  paginateListObjectsV2,
  type S3Client,
} from '@aws-sdk/client-s3';
import { SendMessageCommand, type SQSClient, StartMessageMoveTaskCommand } from '@aws-sdk/client-sqs';
import type { DynamoDBRecord } from 'aws-lambda';
import type { SetAside } from '../../lambdas/change-relay/create-handler.ts';
import { queueText } from '../../lambdas/shared/queues/queue-text.ts';

/** Where the changes of a stage rest that could not be relayed. */
export interface RestingChanges {
  /** Of the queue that they are relayed from once more. */
  queueUrl: string;
  deadLettersArn: string;
  bucket: string;
}

/** What Lambda writes of a batch of a stream: `payload` is the event, as text. */
interface InvocationRecord {
  payload: string | { Records: DynamoDBRecord[] };
}

/** Where Lambda puts them. */
const PREFIX = 'aws/lambda/';

/**
 * Has the changes relayed that rest as dead letters, or in the bucket, where Lambda put those that stayed in the stream for
 * too long. Safe to repeat, and to break off: an object is deleted once all of its changes are in the queue.
 * @returns how many changes came from the bucket
 * @throws Error that names the object which could not be read
 */
export async function replayChanges(
  { queueUrl, deadLettersArn, bucket }: RestingChanges,
  { sqs, s3 }: { sqs: Pick<SQSClient, 'send'>; s3: S3Client },
): Promise<number> {
  let replayed = 0;
  for await (const { Contents = [] } of paginateListObjectsV2(
    { client: s3 },
    { Bucket: bucket, Prefix: PREFIX },
  )) {
    for (const { Key } of Contents) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key }));
      for (const record of changesIn(Key!, await Body!.transformToString())) {
        const MessageBody = queueText({ record } satisfies SetAside);
        await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody }));
        replayed++;
      }
      await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key }));
    }
  }
  await sqs.send(new StartMessageMoveTaskCommand({ SourceArn: deadLettersArn })).catch((error: Error) => {
    // One is on its way already.
    if (error.name !== 'UnsupportedOperation') throw error;
  });
  return replayed;
}

function changesIn(key: string, text: string): DynamoDBRecord[] {
  try {
    const { payload } = JSON.parse(text) as InvocationRecord;
    const { Records } =
      typeof payload === 'string' ? (JSON.parse(payload) as { Records: DynamoDBRecord[] }) : payload;
    if (Array.isArray(Records)) return Records;
  } catch {
    // Told below.
  }
  throw new Error(`${key} holds no changes of a stream. Look at it, and move it away.`);
}
