import type {
  DynamoDBBatchResponse,
  DynamoDBRecord,
  DynamoDBStreamEvent,
  SQSBatchResponse,
  SQSEvent,
} from 'aws-lambda';
import type { Logger } from '../shared/logger.ts';
import { emitFailure } from '../shared/metrics.ts';
import { sqsBatchHandler } from '../shared/queues/sqs-batch.ts';
import type { Destination } from './destinations.ts';
import { type Destinations, relay, type Unrelayed } from './relay.ts';

/** What waits in the queue of changes that could not be relayed at once: the change itself, whole. */
export interface SetAside {
  record: DynamoDBRecord;
  /** Names of the destinations that did not take it; all of them when left out. */
  missing?: string[] | undefined;
}

/**
 * Relays the changes of a stream. One that a destination does not take is set aside, whole, so that it holds up no other;
 * only where even that fails does the stream give it again, with those after it.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
 */
export function createHandler(
  destinations: Destinations,
  aside: Destination<SetAside>,
  logger: Logger,
): (event: DynamoDBStreamEvent | SQSEvent) => Promise<DynamoDBBatchResponse | SQSBatchResponse> {
  const again = sqsBatchHandler(
    async ({ body }) => {
      const { record, missing } = JSON.parse(body) as SetAside;
      const [unrelayed] = await relay([record], destinations, missing);
      if (unrelayed) throw new Error(unrelayed.reason);
    },
    { logger, concurrency: 5 },
  );

  const first = async ({ Records }: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
    const start = performance.now();
    const unrelayed = await relay(Records, destinations);
    for (const { record, missing, reason } of unrelayed) {
      logger.error('Set aside', { eventId: record.eventID, missing: missing?.length, error: reason });
      emitFailure('MessagesFailed');
    }
    const reasons = await aside(unrelayed.map(({ record, missing }: Unrelayed) => ({ record, missing })));
    const failed = new Set(
      unrelayed.filter((_, at) => reasons[at] !== undefined).map(({ record }) => record),
    );
    const ms = Math.round(performance.now() - start);
    logger.info('Relayed', { changes: Records.length, setAside: unrelayed.length, ms });
    const from = Records.find((record) => failed.has(record));
    const itemIdentifier = from?.dynamodb?.SequenceNumber;
    return { batchItemFailures: itemIdentifier === undefined ? [] : [{ itemIdentifier }] };
  };

  return async (event) => (isOfStream(event) ? first(event) : again(event));
}

function isOfStream(event: DynamoDBStreamEvent | SQSEvent): event is DynamoDBStreamEvent {
  return event.Records[0]?.eventSource === 'aws:dynamodb';
}
