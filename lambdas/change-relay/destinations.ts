import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { queueText } from '../shared/queues/queue-text.ts';

/** Messages that SQS, and events that EventBridge take at once, and UTF-16 units of them that are sure to be taken. */
const [MOST, MOST_UNITS] = [10, 80_000];
/** Times that what a service has refused alone, within an answer of 200, is sent again. */
const REPEATS = 2;

/**
 * Takes messages, none, some or all of them.
 * @returns of each message why it was not taken; undefined for those that were
 */
export type Destination<Message> = (messages: readonly Message[]) => Promise<(string | undefined)[]>;

/** @param url - of a queue, which gets the messages as JSON */
export function queueDestination(sqs: Pick<SQSClient, 'send'>, url: string): Destination<object> {
  const sendTexts = inPortions<string>(lengthOf, async (texts) => {
    const Entries = texts.map((MessageBody, at) => ({ Id: String(at), MessageBody }));
    const { Failed = [] } = await sqs.send(new SendMessageBatchCommand({ QueueUrl: url, Entries }));
    return new Map(Failed.map(({ Id, Code }) => [Number(Id), Code ?? 'unknown']));
  });
  return (messages) => sendTexts(messages.map(queueText));
}

const lengthOf = (text: string): number => text.length;

/** An event for a bus. */
export interface BusEvent {
  type: string;
  /** Epoch ms. */
  at: number;
  detail: string;
}

/**
 * @param bus - name or ARN
 * @param source - of the events
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
export function busDestination(
  eventBridge: Pick<EventBridgeClient, 'send'>,
  bus: string,
  source: string,
): Destination<BusEvent> {
  return inPortions<BusEvent>(
    ({ detail }) => detail.length,
    async (events) => {
      const Entries = events.map(({ type, at, detail }) => ({
        EventBusName: bus,
        Source: source,
        DetailType: type,
        Detail: detail,
        Time: new Date(at),
      }));
      const { Entries: answers = [] } = await eventBridge.send(new PutEventsCommand({ Entries }));
      return new Map(answers.flatMap(({ ErrorCode }, at) => (ErrorCode ? [[at, ErrorCode]] : [])));
    },
  );
}

/**
 * @param unitsOf - how long a message is
 * @param send - tells of each message that was refused alone, by its place, why
 */
function inPortions<Message>(
  unitsOf: (message: Message) => number,
  send: (messages: readonly Message[]) => Promise<Map<number, string>>,
): Destination<Message> {
  const portion = async (messages: readonly Message[]): Promise<(string | undefined)[]> => {
    const reasons: (string | undefined)[] = messages.map(() => undefined);
    let left = messages.map((_, at) => at);
    for (let attempt = 0; left.length > 0 && attempt <= REPEATS; attempt++) {
      const sent = left;
      const refused = await send(sent.map((at) => messages[at]!)).catch((error: Error) => error.name);
      for (const [place, at] of sent.entries()) {
        reasons[at] = typeof refused === 'string' ? refused : refused.get(place);
      }
      // What threw was tried again by the client itself.
      left = typeof refused === 'string' ? [] : sent.filter((at) => reasons[at] !== undefined);
    }
    return reasons;
  };
  return async (messages) => {
    const portions: Message[][] = [];
    let units = 0;
    for (const message of messages) {
      units += unitsOf(message);
      const last = portions.at(-1);
      if (last && last.length < MOST && units <= MOST_UNITS) last.push(message);
      else {
        portions.push([message]);
        units = unitsOf(message);
      }
    }
    return (await Promise.all(portions.map(portion))).flat();
  };
}
