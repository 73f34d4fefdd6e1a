import type { WebhookMessage } from '../shared/following/webhook-message.ts';

/** @throws Error when the message is none that the relay sends */
export function parseMessage(text: string): WebhookMessage {
  const { id, body } = (JSON.parse(text) ?? {}) as Partial<Record<keyof WebhookMessage, unknown>>;
  // It becomes a header.
  if (typeof id !== 'string' || !/^[\x21-\x7e]{1,256}$/.test(id) || typeof body !== 'string' || body === '') {
    throw new Error('The message is no webhook');
  }
  return { id, body };
}
