import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { PurgeQueueCommand } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { dynamoDbClient } from '../../../lambdas/shared/aws/dynamodb.ts';
import { inTime, type Patience, SPARE_MS } from '../../../lambdas/shared/aws/patience.ts';
import { readObject, s3Client } from '../../../lambdas/shared/aws/s3.ts';
import { sqsClient } from '../../../lambdas/shared/aws/sqs.ts';
import { contextWith } from '../support/context.ts';
import {
  type Stall,
  type StallingServer,
  startDeafServer,
  startStallingServer,
} from '../support/stalling-server.ts';

const HASTY: Patience = { attempts: 2, requestMs: 400, attemptMs: 1200 };
/** Longer than any test. */
const PATIENT: Patience = { attempts: 2, requestMs: 5_900, attemptMs: 60_000 };

const CLIENTS = [
  [
    'DYNAMODB',
    (patience: Patience) =>
      dynamoDbClient(patience).send(new GetItemCommand({ TableName: 'records', Key: { id: { S: 'a' } } })),
  ],
  ['S3', (patience: Patience) => readObject(s3Client(patience), { Bucket: 'images', Key: 'a' })],
  [
    'SQS',
    (patience: Patience) =>
      sqsClient(patience).send(new PurgeQueueCommand({ QueueUrl: `${server.endpoint}/1/q` })),
  ],
] satisfies [service: string, call: (patience: Patience) => Promise<unknown>][];

const STALLS: Stall[] = ['before headers', 'in headers', 'after headers', 'in body', 'by dripping'];

let server: StallingServer;

beforeEach(async () => {
  server = await startStallingServer();
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDFUNCTION');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await server.close();
});

const timedOut = { name: 'TimeoutError' };
const noneIsOpen = () => expect.poll(() => server.open()).toBe(0);

describe.each(CLIENTS)('a service that stalls, by the client of %s,', (service, call) => {
  beforeEach(() => vi.stubEnv(`AWS_ENDPOINT_URL_${service}`, server.endpoint));

  it.each(STALLS)('is given up %s, attempt by attempt, and its connections are closed', async (stall) => {
    server.stalls = [stall];
    await expect(call(HASTY)).rejects.toMatchObject(timedOut);
    expect(server.connections).toBeGreaterThan(1);
    await noneIsOpen();
  });

  it.each(STALLS)('is asked again when it stalls once %s', async (stall) => {
    server.stalls = [stall, 'answers'];
    await call(HASTY);
    expect(server.connections).toBe(2);
    await noneIsOpen();
  });

  it.each(STALLS)('is given up %s when the time of the function is up', async (stall) => {
    server.stalls = [stall];
    const handler = inTime((): Promise<unknown> => call(PATIENT));
    await expect(handler(undefined, contextWith(SPARE_MS + 200))).rejects.toMatchObject(timedOut);
    expect(server.connections).toBe(1);
    await noneIsOpen();
  });
});

it('a service that accepts no connection is given up', async () => {
  const deaf = await startDeafServer();
  try {
    vi.stubEnv('AWS_ENDPOINT_URL_S3', deaf.endpoint);
    const call = readObject(s3Client({ ...PATIENT, attempts: 1 }), { Bucket: 'images', Key: 'a' });
    await expect(call).rejects.toMatchObject({
      ...timedOut,
      message: expect.stringContaining('did not establish a connection'),
    });
  } finally {
    await deaf.close();
  }
});

it('a wait between two attempts ends with the time of the function', async () => {
  vi.stubEnv('AWS_ENDPOINT_URL_S3', server.endpoint);
  server.stalls = ['says later'];
  const handler = inTime(() => readObject(s3Client(PATIENT), { Bucket: 'images', Key: 'a' }));
  await expect(handler(undefined, contextWith(SPARE_MS + 200))).rejects.toMatchObject(timedOut);
  expect(server.connections).toBe(1);
});
