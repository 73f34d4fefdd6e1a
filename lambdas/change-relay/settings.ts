import type { EventType } from '../../contract/events.ts';
import { readEnvironment } from '../shared/env.ts';
import { RELAY_ENV, RENDITIONS_ENV } from './env.ts';

/** The queue of a webhook's endpoint, and the events that it wants: all where none are named. */
interface EndpointQueue {
  queueUrl: string;
  events?: readonly EventType[] | undefined;
}

/** What the stage decides, from the environment. */
export interface Settings {
  serviceName: string;
  cleaningQueueUrl: string;
  unrelayedQueueUrl: string;
  webhookQueues: EndpointQueue[];
  eventBus: string | undefined;
  /** Whether the stage delivers images in other widths. */
  delivers: boolean;
}

/** @throws Error that lists every missing variable, or names a malformed one */
export function readSettings(): Settings {
  const env = readEnvironment(RELAY_ENV, RENDITIONS_ENV);
  return {
    serviceName: env.text('SERVICE_NAME'),
    cleaningQueueUrl: env.url('CLEANING_QUEUE_URL'),
    unrelayedQueueUrl: env.url('UNRELAYED_QUEUE_URL'),
    webhookQueues: env.json('WEBHOOK_QUEUES', areQueues, 'a JSON array of queues and events'),
    eventBus: env.optional('EVENT_BUS'),
    delivers: env.has('RENDITIONS') && env.flag('RENDITIONS'),
  };
}

const areQueues = (value: unknown): value is EndpointQueue[] =>
  Array.isArray(value) && value.every(isEndpointQueue);

function isEndpointQueue(value: unknown): value is EndpointQueue {
  const { queueUrl, events } = (value ?? {}) as Partial<Record<keyof EndpointQueue, unknown>>;
  return (
    typeof queueUrl === 'string' &&
    URL.canParse(queueUrl) &&
    (events === undefined || (Array.isArray(events) && events.every((event) => typeof event === 'string')))
  );
}
