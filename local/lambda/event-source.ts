import type { CallQueues, JsonMessage as Message } from '../sqs/call.ts';
import type { Invocation } from './functions.ts';
import { type LoopGuard, stop, stoppedOf, traceOfBatch } from './loops/loops.ts';

/** An SQS event source mapping: what it reads, what it calls, and how. */
export interface EventSourceSettings {
  queueUrl: string;
  queueArn: string;
  region: string;
  batchSize: number;
  /** How long a batch may wait to fill up. */
  windowSeconds: number;
  /** Batches in work at once. */
  concurrency: number;
  /** The function says which messages of a batch failed. */
  reportsItemFailures: boolean;
  /** Seconds that a failed message rests until it is retried; undefined leaves that to the queue. */
  retrySeconds(): number | undefined;
  loops: LoopGuard;
  /** @param trace - header of what led to the event */
  invoke(event: unknown, trace: string): Promise<Invocation>;
  /** Told why a batch, or messages of it, will be retried. */
  onFailure(reason: string): void;
}

/** Most messages that SQS hands out at once. */
const RECEIVE_LIMIT = 10;
/** Seconds of one long poll. */
const WAIT_SECONDS = 20;

/**
 * Polls the queue as Lambda does: batches in, successes deleted, failures left to the visibility timeout and to the
 * queue's redrive policy.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export function startEventSource(
  call: CallQueues,
  settings: EventSourceSettings,
): { close(): Promise<void> } {
  const stopping = new AbortController();
  const inWork = new Set<Promise<void>>();

  const loop = async () => {
    while (!stopping.signal.aborted) {
      if (inWork.size >= settings.concurrency) {
        await Promise.race(inWork);
        continue;
      }
      const batch = await collect(call, settings, stopping.signal);
      // What comes after the end is not lost: it is on the queue again, in time.
      if (batch.length === 0 || stopping.signal.aborted) continue;
      const work = process(call, settings, batch).catch((error: Error) => {
        if (!stopping.signal.aborted) settings.onFailure(error.message);
      });
      inWork.add(work);
      void work.then(() => inWork.delete(work));
    }
  };
  // Its last question is answered when the queue ends; nobody waits for that.
  void loop();
  return {
    async close() {
      stopping.abort();
      await Promise.all(inWork);
    },
  };
}

/** One batch: what is there, or what comes within the batching window after its first message. */
async function collect(
  call: CallQueues,
  { queueUrl, batchSize, windowSeconds, onFailure }: EventSourceSettings,
  stopping: AbortSignal,
): Promise<Message[]> {
  const receive = async (limit: number, waitSeconds: number): Promise<Message[]> => {
    const { Messages = [] } = await call('ReceiveMessage', {
      QueueUrl: queueUrl,
      MaxNumberOfMessages: Math.min(limit, RECEIVE_LIMIT),
      WaitTimeSeconds: waitSeconds,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    });
    return Messages;
  };
  try {
    const batch = await receive(batchSize, WAIT_SECONDS);
    const deadline = Date.now() + windowSeconds * 1000;
    while (batch.length > 0 && batch.length < batchSize && Date.now() < deadline) {
      const left = Math.max(1, Math.ceil((deadline - Date.now()) / 1000));
      batch.push(...(await receive(batchSize - batch.length, Math.min(left, WAIT_SECONDS))));
    }
    return batch;
  } catch (error) {
    if (!stopping.aborted) {
      onFailure((error as Error).message);
      await new Promise((resume) => setTimeout(resume, 1000));
    }
    return [];
  }
}

async function process(call: CallQueues, settings: EventSourceSettings, received: Message[]): Promise<void> {
  const { loops } = settings;
  const stopped = stoppedOf(received, loops);
  if (stopped.length > 0) {
    settings.onFailure(await stop(call, stopped, loops));
    await remove(call, settings, stopped);
  }
  const batch = received.filter((message) => !stopped.includes(message));
  if (batch.length === 0) return;
  const event = { Records: batch.map((message) => toRecord(message, settings)) };
  const outcome = await settings.invoke(event, traceOfBatch(batch, loops.functionArn));
  const failed = failedIds(outcome, batch, settings);
  await remove(
    call,
    settings,
    batch.filter(({ MessageId }) => !failed.has(MessageId!)),
  );
  const retrySeconds = settings.retrySeconds();
  if (retrySeconds === undefined) return;
  for (const { MessageId, ReceiptHandle } of batch) {
    if (!failed.has(MessageId!)) continue;
    await call('ChangeMessageVisibility', {
      QueueUrl: settings.queueUrl,
      ReceiptHandle: ReceiptHandle!,
      VisibilityTimeout: retrySeconds,
    });
  }
}

async function remove(call: CallQueues, { queueUrl }: EventSourceSettings, done: Message[]): Promise<void> {
  for (let from = 0; from < done.length; from += RECEIVE_LIMIT) {
    const Entries = done
      .slice(from, from + RECEIVE_LIMIT)
      .map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle: ReceiptHandle! }));
    await call('DeleteMessageBatch', { QueueUrl: queueUrl, Entries });
  }
}

/**
 * The messages to retry. An answer that does not follow the protocol fails the whole batch, as in Lambda.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
 */
export function failedIds(
  outcome: Invocation,
  batch: Message[],
  { reportsItemFailures, onFailure }: Pick<EventSourceSettings, 'reportsItemFailures' | 'onFailure'>,
): Set<string> {
  const all = new Set(batch.map(({ MessageId }) => MessageId!));
  if ('error' in outcome) {
    onFailure(`${outcome.error.errorType}: ${outcome.error.errorMessage}`);
    return all;
  }
  if (!reportsItemFailures) return new Set();
  const answer = JSON.parse(outcome.payload) as { batchItemFailures?: unknown } | null;
  const failures = answer?.batchItemFailures ?? [];
  const ids = Array.isArray(failures)
    ? failures.map((failure: { itemIdentifier?: unknown } | null) => failure?.itemIdentifier)
    : [undefined];
  const known = ids.filter((id): id is string => typeof id === 'string' && all.has(id));
  if (known.length < ids.length) {
    onFailure('The function answered with batchItemFailures that Lambda does not understand.');
    return all;
  }
  if (known.length > 0) onFailure(`${known.length} of ${batch.length} messages come again.`);
  return new Set(known);
}

/** https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html#example-standard-queue-message-event */
function toRecord(message: Message, { queueArn, region }: EventSourceSettings): Record<string, unknown> {
  const attributes = Object.entries(message.MessageAttributes ?? {});
  return {
    messageId: message.MessageId,
    receiptHandle: message.ReceiptHandle,
    body: message.Body,
    attributes: message.Attributes ?? {},
    messageAttributes: Object.fromEntries(
      attributes.map(([name, { StringValue, BinaryValue, DataType }]) => [
        name,
        {
          stringValue: StringValue,
          binaryValue: BinaryValue,
          stringListValues: [],
          binaryListValues: [],
          dataType: DataType,
        },
      ]),
    ),
    md5OfBody: message.MD5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: region,
  };
}
