import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { webhookEvent } from '../../../contract/events.ts';
import type { ImageRecord } from '../../../lambdas/shared/record.ts';
import { toItem } from '../../../lambdas/shared/record-item.ts';
import { readSince, replay, typeFor } from '../../../tools/webhooks/replay.ts';
import type { WebhookTarget } from '../../../tools/webhooks/stage-webhooks.ts';
import { sendTestEvent } from '../../../tools/webhooks/test-event.ts';

const NOW = Date.UTC(2026, 10, 26, 12);
const table = mockClient(DynamoDBClient);
const queues = mockClient(SQSClient);
const clients = {
  dynamoDb: new DynamoDBClient({ region: 'eu-west-1' }),
  sqs: new SQSClient({ region: 'eu-west-1' }),
};
beforeEach(() => {
  table.reset();
  queues.reset();
  queues.on(SendMessageBatchCommand).resolves({});
});

const record = (number: number, more: Partial<ImageRecord> = {}): ImageRecord => ({
  id: `0b9c2f4e-6f3a-4a55-9d0e-${String(number).padStart(12, '0')}`,
  incarnation: 'i',
  filename: 'a.jpg',
  createdAt: 1,
  updatedAt: NOW - 1000,
  version: number,
  feed: 'feed#0',
  sortKey: 's',
  userId: 'ann',
  tags: new Set(['a']),
  attributes: {},
  attributesBytes: 2,
  ...more,
});
const endpoint = (name: string, events?: WebhookTarget['events']): WebhookTarget => ({
  name,
  queueUrl: `q-${name}`,
  events,
});
const sent = () =>
  queues.commandCalls(SendMessageBatchCommand).flatMap(({ args }) => {
    const { QueueUrl, Entries = [] } = args[0].input;
    return Entries.map(({ MessageBody }) => ({ queue: QueueUrl, ...JSON.parse(MessageBody!) }));
  });

describe('a replay', () => {
  it('announces the present state of every record that changed since, page by page, by new events', async () => {
    table
      .on(ScanCommand)
      .resolvesOnce({
        Items: Array.from({ length: 11 }, (_, at) => toItem(record(at + 1))),
        LastEvaluatedKey: { id: { S: 'x' } },
      })
      .resolvesOnce({ Items: [toItem(record(12))] });
    const target = {
      tableName: 'records',
      endpoints: [endpoint('first'), endpoint('second', ['image.deleted'])],
    };
    expect(await replay(target, NOW - 60_000, clients, NOW)).toEqual({
      records: 12,
      events: { first: 12, second: 0 },
    });
    expect(table.commandCalls(ScanCommand)[0]!.args[0].input).toMatchObject({
      TableName: 'records',
      FilterExpression: 'attribute_exists(#version) AND updatedAt >= :since',
      ExpressionAttributeValues: { ':since': { N: String(NOW - 60_000) } },
    });
    expect(new Set(sent().map(({ id }) => id)).size).toBe(12);
    for (const [at, { queue, id, body }] of sent().entries()) {
      expect(queue).toBe('q-first');
      expect(id).toMatch(/^replay-[0-9a-f-]{36}$/);
      expect(webhookEvent.parse(JSON.parse(body))).toMatchObject({
        type: 'image.updated',
        at: NOW,
        version: at + 1,
        incarnation: 'i',
        owner: 'ann',
        metadata: { filename: 'a.jpg', status: 'pending' },
      });
    }
  });

  it('ends where a queue does not take an event', async () => {
    table.on(ScanCommand).resolves({ Items: [toItem(record(1))] });
    queues.on(SendMessageBatchCommand).rejects(Object.assign(new Error(), { name: 'AccessDenied' }));
    const target = { tableName: 'records', endpoints: [endpoint('first')] };
    await expect(replay(target, 0, clients, NOW)).rejects.toThrow(
      'SQS does not take events for first: AccessDenied. Begin again.',
    );
  });

  const image = { imageEvent: '1', contentVersion: 1 };
  it.each<[string, Partial<ImageRecord>, WebhookTarget['events'], string | undefined]>([
    ['all', image, undefined, 'image.updated'],
    ['updates among others', image, ['image.ready', 'image.updated'], 'image.updated'],
    ['first images', image, ['image.ready'], 'image.ready'],
    ['first images, of a later one', { ...image, contentVersion: 2 }, ['image.ready'], undefined],
    ['later images', { ...image, contentVersion: 2 }, ['image.replaced'], 'image.replaced'],
    [
      'refusals',
      { rejectionEvent: '2', rejection: { code: 'EmptyObject' as never, message: '', at: 1 } },
      ['image.rejected'],
      'image.rejected',
    ],
    ['images, of a record without', {}, ['image.ready', 'image.replaced', 'image.rejected'], undefined],
    ['deletions', image, ['image.deleted'], undefined],
  ])('tells an endpoint that wants %s what it wants', (_, more, events, type) => {
    expect(typeFor(record(1, more), events)).toBe(type);
  });

  it.each([
    ['2026-11-26T10:00Z', Date.UTC(2026, 10, 26, 10)],
    ['2026-11-26T11:00:00.5+01:00', Date.UTC(2026, 10, 26, 10) + 500],
    ['2026-11-25', Date.UTC(2026, 10, 25)],
    ['90m', NOW - 90 * 60_000],
    ['24h', NOW - 24 * 3_600_000],
    ['7d', NOW - 7 * 86_400_000],
  ])('may begin at %s', (text, since) => {
    expect(readSince(text, NOW)).toBe(since);
  });

  it.each([
    undefined,
    '',
    'yesterday',
    '24',
    '2026-11-26T10:00',
    '2026-13-01',
    '2027-01-01',
    '1e3h',
    '999999d',
  ])('must begin at a time that has been, not %s', (text) => {
    expect(() => readSince(text, NOW)).toThrow('--since takes a time');
  });
});

it('a test event is of a type of its own, and goes by the queue', async () => {
  const id = await sendTestEvent(clients.sqs, endpoint('first'), NOW);
  expect(sent()).toEqual([{ queue: 'q-first', id, body: JSON.stringify({ type: 'webhook.test', at: NOW }) }]);
});
