import type { DynamoDBRecord } from 'aws-lambda';
import type { Item } from '../shared/attribute-values.ts';

/** A change of one item of the table, of whatever kind the item is. */
export interface Change {
  /** The same however often the stream gives it. */
  id: string;
  /** Epoch ms, to the second. */
  at: number;
  before: Item | undefined;
  after: Item | undefined;
}

/** @throws TypeError for what no table's stream gives */
export function changeOf({ eventID, dynamodb }: DynamoDBRecord): Change {
  const { ApproximateCreationDateTime: seconds, OldImage, NewImage } = dynamodb ?? {};
  if (eventID === undefined || seconds === undefined || (!OldImage && !NewImage)) {
    throw new TypeError('It is no change of a table that tells old and new images');
  }
  return {
    id: eventID,
    at: Math.floor(seconds) * 1000,
    // The same JSON as in the table's own protocol; none of the attributes here is binary.
    before: OldImage as Item | undefined,
    after: NewImage as Item | undefined,
  };
}
