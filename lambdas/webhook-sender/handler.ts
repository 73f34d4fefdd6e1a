import { ChangeMessageVisibilityCommand } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { inTime } from '../shared/aws/patience.ts';
import { sqsClient } from '../shared/aws/sqs.ts';
import { ssmClient } from '../shared/aws/ssm.ts';
import { logger } from '../shared/logger.ts';
import { emitMetrics } from '../shared/metrics.ts';
import { type Handled, sqsBatchHandler } from '../shared/queues/sqs-batch.ts';
import { type Delivery, deliver, type SenderServices } from './deliver.ts';
import { endpointOf } from './endpoint.ts';
import { parseMessage } from './message.ts';
import { PATIENCE } from './patience.ts';
import { post } from './post.ts';
import type { Attempt } from './schedule.ts';
import { Secrets } from './secrets.ts';
import { readSettings } from './settings.ts';

const { endpoints } = readSettings();
const sqs = sqsClient(PATIENCE);
const services: SenderServices = {
  secrets: new Secrets(ssmClient(PATIENCE), Date.now),
  post: (endpoint, headers, body) => post(endpoint, headers, body),
  now: Date.now,
};

/** Tells endpoints of events, one at a time. */
export const handler = inTime(sqsBatchHandler(handleMessage, { logger, concurrency: 1, postpone }));

async function handleMessage({ body, attributes, eventSourceARN }: SQSRecord): Promise<Handled> {
  const endpoint = endpointOf(eventSourceARN, endpoints);
  // Of a neighbouring release, whose events its own version sends.
  if (!endpoint) return { againInSeconds: 0 };
  const message = parseMessage(body);
  const start = Date.now();
  const attempt: Attempt = {
    attempt: Number(attributes.ApproximateReceiveCount),
    age: Math.max(0, (start - Number(attributes.SentTimestamp)) / 1000),
  };
  const delivery = await deliver(endpoint, message, attempt, services);
  tell(delivery, {
    endpoint: endpoint.name,
    webhookId: message.id,
    attempt: attempt.attempt,
    ms: Date.now() - start,
  });
  return delivery.outcome === 'delivered' ? undefined : delivery;
}

function tell(delivery: Delivery, about: { endpoint: string } & Record<string, unknown>): void {
  const { outcome } = delivery;
  const { endpoint } = about;
  // It was told at its last attempt, and rests in a moment where an alarm looks.
  if (outcome === 'givenUp') return;
  if (outcome === 'delivered') {
    logger.info('Webhook delivered', { ...about, status: delivery.status });
    emitMetrics({ WebhooksDelivered: 1 }, { endpoint });
    return;
  }
  const { reason, againInSeconds } = delivery;
  logger.error('Webhook not delivered', { ...about, reason, againInSeconds });
  emitMetrics({ WebhooksFailed: 1, ...(outcome === 'unreadable' && { SecretsUnreadable: 1 }) }, { endpoint });
}

async function postpone({ eventSourceARN, receiptHandle }: SQSRecord, seconds: number): Promise<void> {
  const endpoint = endpointOf(eventSourceARN, endpoints);
  if (!endpoint) return;
  await sqs.send(
    new ChangeMessageVisibilityCommand({
      QueueUrl: endpoint.queue,
      ReceiptHandle: receiptHandle,
      VisibilityTimeout: seconds,
    }),
  );
}
