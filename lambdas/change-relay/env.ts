/** The environment variables of the change relay. The infrastructure's type is derived from this list. */
export const RELAY_ENV = [
  'CLEANING_QUEUE_URL',
  'UNRELAYED_QUEUE_URL',
  /** Queues of the endpoints, as JSON: `[{ "queueUrl": …, "events": […] }]`. */
  'WEBHOOK_QUEUES',
  /** Name or ARN of an EventBridge bus; empty for none. */
  'EVENT_BUS',
] as const;

/** `true` where the stage delivers images in other widths. */
export const RENDITIONS_ENV = ['RENDITIONS'] as const;
