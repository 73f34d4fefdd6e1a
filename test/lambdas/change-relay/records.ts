import type { DynamoDBRecord } from 'aws-lambda';
import { type Item, number, scalarMap } from '../../../lambdas/shared/attribute-values.ts';
import { type ImageRecord, sortKeyOf, TTL_ATTRIBUTE } from '../../../lambdas/shared/record.ts';
import { toItem } from '../../../lambdas/shared/record-item.ts';

export const ID = '0b9c2f4e-6f3a-4a55-9d0e-4c1a2b3c4d5e';

export function aRecord(fields: Partial<ImageRecord> = {}): ImageRecord {
  return {
    id: ID,
    incarnation: 'abcdefghij',
    filename: 'a.png',
    createdAt: 1,
    updatedAt: 1,
    version: 1,
    feed: 'feed#0',
    sortKey: sortKeyOf(1, ID),
    tags: new Set(),
    attributes: {},
    attributesBytes: 2,
    ...fields,
  };
}

/** A record as the table holds it, with an image where `event` is given. */
export function anItem(fields: Partial<ImageRecord> = {}, event?: string): Item {
  const image = { size: 1, width: 1, height: 1, contentType: 'image/png', uploadedAt: 1 };
  const item = toItem(aRecord(fields));
  if (event === undefined) return item;
  delete item[TTL_ATTRIBUTE];
  return {
    ...item,
    image: scalarMap(image),
    imageEvent: { S: event },
    objectKeys: { L: [{ S: `images/${ID}/abcdefghij${event.padEnd(11, '0')}i.png` }] },
    contentVersion: number(1),
  };
}

let sequence = 0;

/** A change as Lambda hands it over. */
export function aChange(before: Item | undefined, after: Item | undefined): DynamoDBRecord {
  const SequenceNumber = String(++sequence).padStart(21, '0');
  return {
    eventID: `event-${sequence}`,
    eventName: !before ? 'INSERT' : after ? 'MODIFY' : 'REMOVE',
    eventSource: 'aws:dynamodb',
    eventSourceARN: 'arn:aws:dynamodb:us-east-1:000000000000:table/t/stream/1',
    dynamodb: {
      ApproximateCreationDateTime: 1_790_000_000,
      SequenceNumber,
      ...(before && { OldImage: before as never }),
      ...(after && { NewImage: after as never }),
    },
  };
}
