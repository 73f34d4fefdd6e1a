import { randomUUID } from 'node:crypto';
import { type DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { EventType, ImageEvent } from '../../contract/events.ts';
import { queueDestination } from '../../lambdas/change-relay/destinations.ts';
import { eventOf } from '../../lambdas/change-relay/image-event.ts';
import type { Item } from '../../lambdas/shared/attribute-values.ts';
import type { WebhookMessage } from '../../lambdas/shared/following/webhook-message.ts';
import { currentRejection, hasImage, type ImageRecord } from '../../lambdas/shared/record.ts';
import { fromItem } from '../../lambdas/shared/record-item.ts';
import type { StageWebhooks, WebhookTarget } from './stage-webhooks.ts';

interface Clients {
  dynamoDb: DynamoDBClient;
  sqs: SQSClient;
}

export interface Replayed {
  /** Changed since. */
  records: number;
  /** Events by the names of their endpoints. */
  events: Record<string, number>;
}

/**
 * Announces what the records that changed since are now, by new events. It reads the whole table: no index knows when a
 * record changed. Deleted records are not in it, and not announced.
 * @param since epoch ms
 * @throws Error with one sentence when a queue does not take an event; to be begun again then, which is safe
 */
export async function replay(
  { tableName, endpoints }: StageWebhooks,
  since: number,
  { dynamoDb, sqs }: Clients,
  now = Date.now(),
): Promise<Replayed> {
  const events = Object.fromEntries(endpoints.map(({ name }) => [name, 0]));
  let records = 0;
  const pages = paginateScan(
    { client: dynamoDb },
    {
      TableName: tableName,
      ConsistentRead: true,
      // What has a version is a record.
      FilterExpression: 'attribute_exists(#version) AND updatedAt >= :since',
      ExpressionAttributeNames: { '#version': 'version' },
      ExpressionAttributeValues: { ':since': { N: String(since) } },
    },
  );
  for await (const { Items = [] } of pages) {
    const found = Items.map(readRecord);
    records += found.length;
    for (const endpoint of endpoints) {
      const messages = found.flatMap((record) => messageOf(record, endpoint, now));
      const reasons = await queueDestination(sqs, endpoint.queueUrl)(messages);
      const reason = reasons.find((one) => one !== undefined);
      if (reason !== undefined)
        throw new Error(`SQS does not take events for ${endpoint.name}: ${reason}. Begin again.`);
      events[endpoint.name]! += messages.length;
    }
  }
  return { records, events };
}

/** @throws Error that names the record which cannot be read */
function readRecord(item: Item): ImageRecord {
  try {
    return fromItem(item);
  } catch (error) {
    throw new Error(
      `The record ${item.id?.S} cannot be read: ${(error as Error).message}. Mend it, and begin again.`,
    );
  }
}

function messageOf(record: ImageRecord, { events }: WebhookTarget, now: number): WebhookMessage[] {
  const type = typeFor(record, events);
  if (!type) return [];
  const event: ImageEvent = eventOf(record, type, now, record.version);
  return [{ id: `replay-${randomUUID()}`, body: JSON.stringify(event) }];
}

/** `image.updated`; to an endpoint that does not want these, the event by which the record came to be as it is. */
export function typeFor(
  record: ImageRecord,
  wanted: readonly EventType[] = ['image.updated'],
): EventType | undefined {
  if (wanted.includes('image.updated')) return 'image.updated';
  const last: EventType | undefined = currentRejection(record)
    ? 'image.rejected'
    : hasImage(record)
      ? record.contentVersion === 1
        ? 'image.ready'
        : 'image.replaced'
      : undefined;
  return last && wanted.includes(last) ? last : undefined;
}

const UNITS = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * A time that a person names: `2026-11-26T10:00Z`, or how long ago, as `90m`, `24h` or `7d`.
 * @returns epoch ms
 * @throws Error with one sentence
 */
export function readSince(text: string | undefined, now = Date.now()): number {
  const [, count, unit] = /^(\d{1,6})([mhd])$/.exec(text ?? '') ?? [];
  // Without a zone, a time would be another one on each machine.
  const isTime = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/.test(text ?? '');
  const since = count
    ? now - Number(count) * UNITS[unit as keyof typeof UNITS]
    : isTime
      ? Date.parse(text!)
      : Number.NaN;
  if (since >= 0 && since <= now) return since;
  throw new Error(
    '--since takes a time that has been, as 2026-11-26T10:00Z, or how long ago, as 90m, 24h or 7d.',
  );
}
