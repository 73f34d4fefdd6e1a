/** What waits in the queue of a webhook's endpoint. */
export interface WebhookMessage {
  /** `webhook-id`, the same at each attempt. */
  id: string;
  /** The very text that is signed and sent: an event as JSON. */
  body: string;
}
