import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SendMessageBatchCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeAll, beforeEach, vi } from 'vitest';
import { newObjectKey } from '../../../lambdas/shared/objects/object-key.ts';
import type { Recheck } from '../../../lambdas/shared/reconciling/recheck.ts';
import { contextWith } from '../support/context.ts';
import { extractMetrics } from '../support/embedded-metrics.ts';
import { BEFORE, given, INCARNATION } from './given.ts';
import { bytes, GivenStage, HOUR_MS, idOf } from './given-stage.ts';

export const QUEUE = 'https://sqs.eu-west-1.amazonaws.com/1/reconciling';
const UPLOADS = 'https://sqs.eu-west-1.amazonaws.com/1/uploads';

export const sqs = mockClient(SQSClient);
/** Its bucket and its table are those of the function. */
export let stage: GivenStage;
/** What the function printed. */
export const lines: string[] = [];

let handler: (event: unknown, context: ReturnType<typeof contextWith>) => Promise<unknown>;

beforeAll(async () => {
  // The function takes the clock as it finds it when it starts.
  vi.useFakeTimers({ toFake: ['Date'] });
  vi.spyOn(S3Client.prototype, 'send').mockImplementation((command) =>
    stage.bucket.client.send(command as never),
  );
  vi.spyOn(DynamoDBClient.prototype, 'send').mockImplementation((command) =>
    stage.table.client.send(command as never),
  );
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
  for (const [name, value] of Object.entries({
    TABLE_NAME: 'records',
    BUCKET_NAME: 'b',
    RECONCILING_QUEUE_URL: QUEUE,
    UPLOAD_QUEUE_URL: UPLOADS,
    FEED_SHARDS: '4',
    DELETE_PARTS_PER_MILLION: '1000000',
    SERVICE_NAME: 'image-intake-test',
    METRICS_NAMESPACE: 'ImageIntake',
    AWS_REGION: 'eu-west-1',
  }))
    vi.stubEnv(name, value);
  ({ handler } = await import('../../../lambdas/reconciler/handler.ts'));
});
beforeEach(() => {
  stage = new GivenStage();
  vi.setSystemTime(BEFORE + HOUR_MS);
  sqs.reset();
  sqs.on(SendMessageCommand).resolves({});
  sqs.on(SendMessageBatchCommand).resolves({});
  lines.length = 0;
});
afterAll(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

const givenImage = (id: string) =>
  void stage.bucket.put(newObjectKey({ id, incarnation: INCARNATION }, 'a.png'), bytes);

/** Images without records. */
export function givenOrphans(count: number): void {
  for (let n = 0; n < count; n++) givenImage(idOf(n));
}

/** Records whose uploads' events were lost. */
export function givenUnseen(count: number): void {
  for (let n = 0; n < count; n++) {
    stage.table.items.set(idOf(n), { ...given().item, id: { S: idOf(n) } });
    givenImage(idOf(n));
  }
}

/** Invokes it by hand. */
export const invoke = (event: unknown) => handler(event, contextWith());

/** Gives it messages of its queue. @returns those that failed, `m0` for the first */
export async function receive(...bodies: string[]): Promise<string[]> {
  const Records = bodies.map((body, at) => ({ messageId: `m${at}`, body }));
  const answer = await invoke({ Records });
  const { batchItemFailures } = answer as { batchItemFailures: { itemIdentifier: string }[] };
  return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
}

/** What it sent to its own queue. */
export const sent = () => sqs.commandCalls(SendMessageCommand).map(({ args }) => args[0].input);

/** What it asked the inspector, message by message, and by how many calls. */
export function rechecks(): { calls: number; asked: Recheck[] } {
  const calls = sqs.commandCalls(SendMessageBatchCommand).map(({ args }) => args[0].input);
  const entries = calls.flatMap(({ QueueUrl, Entries = [] }) => (QueueUrl === UPLOADS ? Entries : []));
  return { calls: calls.length, asked: entries.map(({ MessageBody }) => JSON.parse(MessageBody!).recheck) };
}

/** Metrics, each with its code where it has one. */
export const counted = () =>
  lines
    .filter((line) => line.includes('"_aws"'))
    .flatMap(extractMetrics)
    .map(({ name, value, dimensions }) => [name, value, ...(dimensions.code ? [dimensions.code] : [])]);
