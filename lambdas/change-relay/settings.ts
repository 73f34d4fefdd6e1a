import type { EventType } from '../../contract/events.ts';
import { readEnvironment } from '../shared/env.ts';
import { RELAY_ENV } from './env.ts';

/** The queue of a webhook's endpoint, and the events that it wants: all where none are named. */
export interface EndpointQueue {
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
  const env = readEnvironment([...RELAY_ENV, 'SERVICE_NAME']);
  return {
    serviceName: env.text('SERVICE_NAME'),
    cleaningQueueUrl: env.url('CLEANING_QUEUE_URL'),
    unrelayedQueueUrl: env.url('UNRELAYED_QUEUE_URL'),
    webhookQueues: JSON.parse(env.text('WEBHOOK_QUEUES')) as EndpointQueue[],
    eventBus: env.optional('EVENT_BUS'),
  };
}
