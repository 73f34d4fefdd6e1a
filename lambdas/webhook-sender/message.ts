import type { WebhookMessage } from '../shared/following/webhook-message.ts';

/** @throws Error when the message is none that the relay sends */
export function parseMessage(text: string): WebhookMessage {
  const { id, body } = parsed(text);
  // It becomes a header.
  if (typeof id !== 'string' || !/^[\x21-\x7e]{1,256}$/.test(id) || typeof body !== 'string' || body === '') {
    throw new Error('The message is no webhook');
  }
  return { id, body };
}

/** Without a parser's words, which would tell the log what the text says. */
function parsed(text: string): Partial<Record<keyof WebhookMessage, unknown>> {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}
