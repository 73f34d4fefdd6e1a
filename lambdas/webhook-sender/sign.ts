import { createHmac } from 'node:crypto';
import type { WebhookMessage } from '../shared/following/webhook-message.ts';

/**
 * The headers that prove where a webhook comes from and when, with a signature by each secret.
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 * @param now epoch ms
 */
export function signatureHeaders(
  { id, body }: WebhookMessage,
  secrets: readonly Uint8Array[],
  now: number,
): Record<string, string> {
  const timestamp = String(Math.floor(now / 1000));
  const signatures = secrets.map((secret) => {
    const mac = createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64');
    return `v1,${mac}`;
  });
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatures.join(' '),
  };
}
