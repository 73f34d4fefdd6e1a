import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { inParallel } from './in-parallel.ts';
import type { Logger } from './logger.ts';
import { emitFailure } from './metrics.ts';

type SqsHandler = (event: SQSEvent) => Promise<SQSBatchResponse>;

/** A message is done with, or has not failed and is to come again, after so many seconds. */
export type Handled = { againInSeconds: number } | undefined;

interface BatchOptions {
  logger: Logger;
  /** Messages of a batch that are handled at once. */
  concurrency: number;
  /** Makes a message invisible for as long, 43,200 seconds at most. */
  postpone?(message: SQSRecord, seconds: number): Promise<void>;
}

/**
 * A Lambda handler for a queue. A message whose handling fails is retried alone, and ends in the dead-letter queue when
 * it never succeeds. To Lambda such a call is a success: `MessagesFailed` is what an alarm can see of it at once.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
 */
export function sqsBatchHandler(
  handle: (message: SQSRecord) => Promise<void> | Promise<Handled>,
  { logger, concurrency, postpone }: BatchOptions,
): SqsHandler {
  return async ({ Records }) => {
    const failed = new Set<string>();
    await inParallel(Records, concurrency, async (message) => {
      try {
        const handled = await handle(message);
        if (!handled) return;
        await postpone?.(message, handled.againInSeconds);
        failed.add(message.messageId);
      } catch (error) {
        logger.error('Failed', { messageId: message.messageId, error });
        emitFailure('MessagesFailed');
        failed.add(message.messageId);
      }
    });
    const failures = Records.filter(({ messageId }) => failed.has(messageId));
    return { batchItemFailures: failures.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };
}
