/** As SQS names it among a message's system attributes. */
const NAME = 'AWSTraceHeader';

interface Sent {
  MessageAttributes?: Record<string, unknown>;
}

/** Of a request to send one message or several. */
export interface SendBody extends Sent {
  Entries?: Sent[];
}

/** Of an answer with messages. */
interface Received {
  Messages?: {
    Attributes?: Record<string, string>;
    MessageAttributes?: Record<string, { StringValue?: string }>;
  }[];
}

/** Keeps the trace of a request with its messages. fauxqs has no system attributes to send, but others. */
export function keepTrace(operation: string, trace: string, body: SendBody): void {
  const sent = operation === 'SendMessage' ? [body] : operation === 'SendMessageBatch' ? body.Entries : [];
  for (const message of Array.isArray(sent) ? sent : []) {
    message.MessageAttributes = {
      ...message.MessageAttributes,
      [NAME]: { DataType: 'String', StringValue: trace },
    };
  }
}

/** Puts the traces that are kept in place: readers see them among the system attributes, as SQS has them. */
export function showTraces(body: unknown): void {
  for (const message of (body as Received | null)?.Messages ?? []) {
    const { [NAME]: trace, ...attributes } = message.MessageAttributes ?? {};
    if (trace === undefined) continue;
    if (Object.keys(attributes).length > 0) message.MessageAttributes = attributes;
    else delete message.MessageAttributes;
    message.Attributes = { ...message.Attributes, [NAME]: trace.StringValue ?? '' };
  }
}
