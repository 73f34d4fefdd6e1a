import { randomUUID } from 'node:crypto';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { WebhookEvent } from '../../contract/events.ts';
import { queueDestination } from '../../lambdas/change-relay/destinations.ts';
import type { WebhookMessage } from '../../lambdas/shared/following/webhook-message.ts';
import type { WebhookTarget } from './stage-webhooks.ts';

/**
 * Puts an event that tells of nothing on the queue of an endpoint, so that all is tried that a real one meets.
 * @returns its `webhook-id`
 */
export async function sendTestEvent(
  sqs: SQSClient,
  { queueUrl }: WebhookTarget,
  now = Date.now(),
): Promise<string> {
  const event: WebhookEvent = { type: 'webhook.test', at: now };
  const message: WebhookMessage = { id: `test-${randomUUID()}`, body: JSON.stringify(event) };
  const [reason] = await queueDestination(sqs, queueUrl)([message]);
  if (reason !== undefined) throw new Error(`SQS does not take the event: ${reason}.`);
  return message.id;
}
