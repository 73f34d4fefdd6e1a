import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { EndedInvocation } from '../../../../local/calls.ts';
import type { LocalRun } from '../../../support/local-run.ts';
import { given } from '../../support/given-run.ts';
import { arnOf, relay } from './relay.ts';

const PRINTER = `exports.handler = async ({ Records }) => {
  for (const { dynamodb } of Records) {
    console.log(dynamodb.Keys.id.S);
    if (dynamodb.Keys.id.S === 'bad') throw new Error('bad');
  }
};`;

async function put(run: LocalRun, ...ids: string[]): Promise<void> {
  const { dynamodbEndpoint: endpoint, region, credentials } = run;
  const client = new DynamoDBClient({ endpoint, region, credentials });
  const TableName = run.names.tables.Table;
  for (const id of ids) await client.send(new PutItemCommand({ TableName, Item: { id: { S: id } } }));
  client.destroy();
}

const printed = ({ logs }: LocalRun) =>
  logs.filter(({ source }) => source === 'Relay').map(({ line }) => line);

describe('a function behind a stream', () => {
  it('gets what was written, and what it cannot take goes whole to a bucket', async () => {
    const invocations: EndedInvocation[] = [];
    const mapping = {
      BatchSize: 1,
      MaximumRetryAttempts: 1,
      FilterCriteria: {
        Filters: [
          { Pattern: JSON.stringify({ dynamodb: { Keys: { id: { S: [{ 'anything-but': 'not' }] } } } }) },
        ],
      },
      DestinationConfig: { OnFailure: { Destination: arnOf('Bucket') } },
    };
    const run = await given(relay(mapping), PRINTER, { onInvocation: (ended) => invocations.push(ended) });
    await put(run, 'good', 'not', 'bad', 'fine');
    await expect.poll(() => printed(run), { timeout: 10_000 }).toEqual(['good', 'bad', 'bad', 'fine']);
    expect(invocations).toHaveLength(4);
    for (const { iteratorAgeMs } of invocations) expect(iteratorAgeMs).toBeGreaterThanOrEqual(0);

    const { s3Endpoint: endpoint, region, credentials } = run;
    const s3 = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
    onTestFinished(() => s3.destroy());
    const Bucket = run.names.buckets.Bucket;
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
    const [mappingId] = run.deployment.ofType('AWS::Lambda::EventSourceMapping').map(({ ref }) => ref);
    expect(Contents.map(({ Key }) => Key)).toEqual([
      expect.stringMatching(
        new RegExp(
          `^aws/lambda/${mappingId}/shardId-[\\w-]+/\\d{4}/\\d\\d/\\d\\d/[\\d-]{10}T\\d\\d.\\d\\d.\\d\\d-[\\da-f-]{36}$`,
        ),
      ),
    ]);
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: Contents[0]!.Key }));
    const arn = run.deployment.ofType('AWS::DynamoDB::Table')[0]!.attributes.StreamArn;
    expect(JSON.parse(await Body!.transformToString())).toMatchObject({
      requestContext: { condition: 'RetryAttemptsExhausted', approximateInvokeCount: 2 },
      responseContext: { statusCode: 200, executedVersion: '1', functionError: 'Unhandled' },
      version: '1.0',
      DDBStreamBatchInfo: { batchSize: 1, streamArn: arn },
      payload: { Records: [{ eventName: 'INSERT', dynamodb: { Keys: { id: { S: 'bad' } } } }] },
    });
  });

  it('leaves on a queue what it cannot take, without its content', async () => {
    const OnFailure = { Destination: arnOf('Queue') };
    const mapping = { MaximumRetryAttempts: 0, DestinationConfig: { OnFailure } };
    const run = await given(relay(mapping), PRINTER);
    await put(run, 'bad');
    const sqs = new SQSClient({
      endpoint: run.sqsEndpoint,
      region: run.region,
      credentials: run.credentials,
    });
    onTestFinished(() => sqs.destroy());
    const QueueUrl = run.names.queueUrls.Queue;
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 10 }));
    const told = JSON.parse(Messages[0]!.Body!);
    expect(told).toMatchObject({ DDBStreamBatchInfo: { batchSize: 1 } });
    expect(told.payload).toBeUndefined();
  });
});
