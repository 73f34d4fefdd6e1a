import { Aws, Duration } from 'aws-cdk-lib';
import { Grant } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping, FilterCriteria, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { RELAY_ENV, RENDITIONS_ENV } from '../../../lambdas/change-relay/env.ts';
import type { Environment } from '../../../lambdas/shared/env.ts';
import { ERASE_ATTRIBUTE } from '../../../lambdas/shared/following/cleaning.ts';
import type { Logging } from '../../stages/cdk-values.ts';
import type { StageConfig } from '../../stages/stages.ts';
import type { Storage } from '../storage/storage.ts';
import { RELAY_TIMEOUT_SECONDS } from '../storage/unrelayed-queue.ts';
import { ServiceFunction } from './service-function.ts';

export interface ChangeRelayFunctionProps {
  logging: Logging;
  settings: Pick<StageConfig, 'webhooks' | 'eventBus' | 'delivery'>;
  storage: Storage;
}

/** Hours until a change that nothing could be done with goes to the bucket; the stream keeps it for 24. */
const LATEST_HOURS = 20;

const exists = [{ exists: true }];

/** The changes that can have a consequence: of records, of new or renewed erase requests, and of those that are done. */
const FILTERS = [
  // A record begins without an image; one that has it was restored.
  { eventName: ['INSERT'], dynamodb: { NewImage: { imageEvent: { S: exists } } } },
  { eventName: ['MODIFY'], dynamodb: { NewImage: { version: { N: exists } } } },
  { eventName: ['REMOVE'], dynamodb: { OldImage: { version: { N: exists } } } },
  { eventName: ['INSERT', 'MODIFY'], dynamodb: { NewImage: { [ERASE_ATTRIBUTE]: { S: exists } } } },
  { eventName: ['REMOVE'], dynamodb: { OldImage: { [ERASE_ATTRIBUTE]: { S: exists } } } },
];

/** Reads the table's stream, and sends what follows each change to where it belongs. */
export class ChangeRelayFunction extends ServiceFunction {
  constructor(scope: Construct, id: string, { logging, settings, storage }: ChangeRelayFunctionProps) {
    const { records, images, cleaning, unrelayed, webhooks } = storage;
    const { eventBus, delivery } = settings;
    super(scope, id, {
      logging,
      name: 'change-relay',
      environment: {
        // Those of replaced images are to be deleted.
        ...(delivery && ({ RENDITIONS: 'true' } satisfies Environment<typeof RENDITIONS_ENV>)),
        CLEANING_QUEUE_URL: cleaning.queue.queueUrl,
        UNRELAYED_QUEUE_URL: unrelayed.queue.queueUrl,
        WEBHOOK_QUEUES: JSON.stringify(
          settings.webhooks.map(({ name, events }) => ({
            queueUrl: webhooks.get(name)!.queue.queueUrl,
            ...(events && { events }),
          })),
        ),
        EVENT_BUS: eventBus || '',
      } satisfies Environment<typeof RELAY_ENV>,
      memoryMb: 512,
      timeoutSeconds: RELAY_TIMEOUT_SECONDS,
      // A batch of a hundred changes, most of the time spent waiting for queues.
      p99Ms: 10_000,
      // Changes of the stream that could not be relayed at once.
      feedsItself: true,
    });
    records.grantFollow(this.function);
    images.grantKeepUnrelayed(this.function);
    cleaning.grantSend(this.function);
    unrelayed.grantSend(this.function);
    unrelayed.grantConsume(this.function);
    for (const { name } of settings.webhooks) webhooks.get(name)!.grantSend(this.function);
    if (eventBus) this.grantPutEvents(eventBus);

    new EventSourceMapping(scope, 'Changes', {
      target: this.live,
      eventSourceArn: records.table.tableStreamArn!,
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: 100,
      // Batches of a shard at once, each key in one of them.
      parallelizationFactor: 4,
      filters: FILTERS.map((pattern) => FilterCriteria.filter(pattern)),
      reportBatchItemFailures: true,
      bisectBatchOnError: true,
      maxRecordAge: Duration.hours(LATEST_HOURS),
      // To S3 Lambda writes the records themselves, to a queue but their numbers.
      // https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
      onFailure: { bind: () => ({ destination: images.bucket.bucketArn }) },
    });
    this.consume('Unrelayed', unrelayed.queue, { batchSize: 10, maxConcurrency: 2 });
  }

  private grantPutEvents(eventBus: string): void {
    const own = `arn:${Aws.PARTITION}:events:${Aws.REGION}:${Aws.ACCOUNT_ID}:event-bus/${eventBus}`;
    Grant.addToPrincipal({
      grantee: this.function,
      actions: ['events:PutEvents'],
      resourceArns: [eventBus.startsWith('arn:') ? eventBus : own],
    });
  }
}
