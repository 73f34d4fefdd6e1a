import { ChangeMessageVisibilityCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, vi } from 'vitest';
import { contextWith } from '../support/context.ts';
import { extractMetrics } from '../support/embedded-metrics.ts';
import { type Receiver, startReceiver } from './receiver.ts';

export const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
export const NEXT_SECRET = `whsec_${Buffer.alloc(32, 8).toString('base64')}`;
export const BODY = JSON.stringify({ type: 'image.ready', owner: 'private-owner' });

export const sqs = mockClient(SQSClient);
export const ssm = mockClient(SSMClient);
/** Of the present test. */
export let receiver: Receiver;
/** What the function printed in it. */
export let lines: string[];

beforeEach(async () => {
  receiver = await startReceiver();
  sqs.reset();
  ssm.reset();
  ssm.on(GetParameterCommand).resolves({ Parameter: { Value: SECRET } });
  lines = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => Boolean(lines.push(String(line))));
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await receiver.stop();
});

/** A new execution environment of the function. */
export async function givenSender() {
  vi.resetModules();
  const endpoint = (name: string, url: string) => ({
    name,
    url,
    queue: `https://sqs/1/${name}-queue`,
    secret: `/s/${name}`,
  });
  const endpoints = [
    { ...endpoint('first', receiver.url), loopback: true },
    endpoint('private', 'https://10.0.0.1/hook'),
  ];
  for (const [name, value] of Object.entries({
    WEBHOOKS: JSON.stringify(endpoints),
    SERVICE_NAME: 'image-intake-dev',
    METRICS_NAMESPACE: 'ImageIntake',
    AWS_REGION: 'eu-west-1',
  }))
    vi.stubEnv(name, value);
  const { handler } = await import('../../../lambdas/webhook-sender/handler.ts');
  return ({ queue = 'first-queue', id = 'msg-1', body = BODY, attempt = 1, age = 0 } = {}) =>
    handler(
      {
        Records: [
          {
            messageId: 'm',
            receiptHandle: 'r',
            body: JSON.stringify({ id, body }),
            eventSourceARN: `arn:aws:sqs:eu-west-1:1:${queue}`,
            attributes: {
              ApproximateReceiveCount: String(attempt),
              SentTimestamp: String(Date.now() - 1000 * age),
            },
          },
        ],
      } as never,
      contextWith(),
    );
}

export const done = { batchItemFailures: [] };
export const again = { batchItemFailures: [{ itemIdentifier: 'm' }] };
export const waits = () =>
  sqs.commandCalls(ChangeMessageVisibilityCommand).map(({ args }) => args[0].input.VisibilityTimeout);
export const counted = () =>
  lines
    .filter((line) => line.includes('"_aws"'))
    .flatMap(extractMetrics)
    .map(({ name, dimensions }) => [name, dimensions.endpoint ?? 'function']);
