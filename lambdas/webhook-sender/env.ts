/** The environment variables of the webhook sender. The infrastructure's type is derived from this list. */
export const WEBHOOK_SENDER_ENV = [
  /** The endpoints, a JSON array of `Endpoint`. */
  'WEBHOOKS',
] as const;
