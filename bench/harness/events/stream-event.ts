import { randomUUID } from 'node:crypto';
import { type Item, number } from '../../../lambdas/shared/attribute-values.ts';

/** An event of the table's stream: each record has just got its image. */
export function streamEvent(records: readonly Item[]): object {
  return {
    Records: records.map((record, index) => {
      const { image, imageEvent, objectKeys, contentVersion, thumbnail, ...pending } = record;
      return {
        eventID: randomUUID().replaceAll('-', ''),
        eventName: 'MODIFY',
        eventVersion: '1.1',
        eventSource: 'aws:dynamodb',
        awsRegion: 'eu-central-1',
        dynamodb: {
          ApproximateCreationDateTime: 1_795_219_202,
          Keys: { id: record.id },
          OldImage: { ...pending, version: number(1) },
          NewImage: { ...pending, image, imageEvent, objectKeys, contentVersion },
          SequenceNumber: `${100_000_000_000_000_000_000n + BigInt(index)}`,
          SizeBytes: 2_000,
          StreamViewType: 'NEW_AND_OLD_IMAGES',
        },
        eventSourceARN:
          'arn:aws:dynamodb:eu-central-1:111122223333:table/table/stream/2026-11-21T00:00:00.000',
      };
    }),
  };
}
