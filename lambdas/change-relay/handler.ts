import type { DynamoDBBatchResponse, DynamoDBStreamEvent, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { eventBridgeClient } from '../shared/aws/event-bridge.ts';
import { inTime } from '../shared/aws/patience.ts';
import { sqsClient } from '../shared/aws/sqs.ts';
import { logger } from '../shared/logger.ts';
import { createHandler } from './create-handler.ts';
import { busDestination, queueDestination } from './destinations.ts';
import { PATIENCE } from './patience.ts';
import { readSettings } from './settings.ts';

const { serviceName, cleaningQueueUrl, unrelayedQueueUrl, webhookQueues, eventBus, delivers } =
  readSettings();
const sqs = sqsClient(PATIENCE);

/** Changes come from the table's stream, and those that could not be relayed at once from their queue. */
export const handler: (
  event: DynamoDBStreamEvent | SQSEvent,
  context: Parameters<ReturnType<typeof inTime>>[1],
) => Promise<DynamoDBBatchResponse | SQSBatchResponse> = inTime(
  createHandler(
    {
      cleaning: queueDestination(sqs, cleaningQueueUrl),
      delivers,
      webhooks: webhookQueues.map(({ queueUrl, events }) => ({
        name: queueUrl,
        wants: ({ type }) => events === undefined || events.includes(type),
        send: queueDestination(sqs, queueUrl),
      })),
      bus:
        eventBus === undefined
          ? undefined
          : busDestination(eventBridgeClient(PATIENCE), eventBus, serviceName),
    },
    queueDestination(sqs, unrelayedQueueUrl),
    logger,
  ),
);
