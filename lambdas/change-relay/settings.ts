import type { EventType } from '../../contract/events.ts';
import { readEnvironment } from '../shared/env.ts';
import { RELAY_ENV } from './env.ts';

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
}

/** @throws Error that lists every missing variable, or names a malformed one */
export function readSettings(): Settings {
  const env = readEnvironment(RELAY_ENV);
  return {
    serviceName: env.text('SERVICE_NAME'),
    cleaningQueueUrl: env.url('CLEANING_QUEUE_URL'),
    unrelayedQueueUrl: env.url('UNRELAYED_QUEUE_URL'),
    webhookQueues: endpointQueues(env.text('WEBHOOK_QUEUES')),
    eventBus: env.optional('EVENT_BUS'),
  };
}

function endpointQueues(text: string): EndpointQueue[] {
  const queues = parsed(text);
  if (Array.isArray(queues) && queues.every(isEndpointQueue)) return queues;
  throw new Error(`WEBHOOK_QUEUES must be a JSON array of queues and events, not ${JSON.stringify(text)}`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isEndpointQueue(value: unknown): value is EndpointQueue {
  const { queueUrl, events } = (value ?? {}) as Partial<Record<keyof EndpointQueue, unknown>>;
  return (
    typeof queueUrl === 'string' &&
    URL.canParse(queueUrl) &&
    (events === undefined || (Array.isArray(events) && events.every((event) => typeof event === 'string')))
  );
}
