import type { DynamoDBRecord } from 'aws-lambda';
import type { ImageEvent } from '../../contract/events.ts';
import type { WebhookMessage } from '../shared/following/webhook-message.ts';
import { queueText } from '../shared/queues/queue-text.ts';
import { changeOf } from './change.ts';
import { type Consequences, consequencesOf } from './consequences.ts';
import type { BusEvent, Destination } from './destinations.ts';

/** Where what follows a change goes, by names that stay the same from one release to the next. */
export interface Destinations {
  cleaning: Destination<object>;
  webhooks: { name: string; wants(event: ImageEvent): boolean; send: Destination<WebhookMessage> }[];
  bus?: Destination<BusEvent> | undefined;
  /** Whether the stage delivers images: then the cleaner is told of those that are replaced. */
  delivers?: boolean | undefined;
}

/** A change that not all of its destinations took. */
export interface Unrelayed {
  record: DynamoDBRecord;
  /** Names of the destinations that did not take it; undefined where it could not even be read. */
  missing: string[] | undefined;
  reason: string;
}

/**
 * Sends what follows each change to where it belongs. Safe to repeat: a message has the same content each time.
 * @param only - names of destinations; all when left out
 */
export async function relay(
  records: readonly DynamoDBRecord[],
  destinations: Destinations,
  only?: readonly string[],
): Promise<Unrelayed[]> {
  const unrelayed = new Map<DynamoDBRecord, Unrelayed>();
  const changes = records.flatMap((record) => {
    try {
      const change = changeOf(record);
      return [{ record, id: change.id, ...consequencesOf(change, destinations.delivers) }];
    } catch (error) {
      unrelayed.set(record, { record, missing: undefined, reason: (error as Error).message });
      return [];
    }
  });
  type Relayed = (typeof changes)[number];

  const deliver = async <Message>(
    name: string,
    send: Destination<Message>,
    messageOf: (change: Relayed) => Message | undefined,
  ) => {
    if (only && !only.includes(name)) return;
    const messages = changes.flatMap((change) => {
      const message = messageOf(change);
      return message === undefined ? [] : [{ change, message }];
    });
    const reasons = await send(messages.map(({ message }) => message));
    messages.forEach(({ change: { record } }, at) => {
      const reason = reasons[at];
      if (reason === undefined) return;
      const missing = [...(unrelayed.get(record)?.missing ?? []), name];
      unrelayed.set(record, { record, missing, reason });
    });
  };
  const { cleaning, webhooks, bus } = destinations;
  await Promise.all([
    deliver('cleaning', cleaning, (change) => change.cleaning),
    ...webhooks.map(({ name, wants, send }) =>
      deliver(name, send, (change) => webhookMessage(change, wants)),
    ),
    ...(bus ? [deliver('bus', bus, busEvent)] : []),
  ]);
  return [...unrelayed.values()];
}

function webhookMessage(
  { id, event }: Consequences & { id: string },
  wants: (event: ImageEvent) => boolean,
): WebhookMessage | undefined {
  return event && wants(event) ? { id, body: JSON.stringify(event) } : undefined;
}

function busEvent({ event }: Consequences): BusEvent | undefined {
  return event && { type: event.type, at: event.at, detail: queueText(event) };
}
