import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Thumbnail } from '../shared/thumbnail.ts';

/**
 * `told`: the record has it. `duplicate`: the record knew as much about this image. `superseded`: it has another
 * image, or is gone.
 */
export type Told = 'told' | 'duplicate' | 'superseded';

/** The thumbnailer's one DynamoDB call. */
export class RecordStore {
  readonly #client: Pick<DynamoDBClient, 'send'>;
  readonly #tableName: string;

  constructor(client: Pick<DynamoDBClient, 'send'>, tableName: string) {
    this.#client = client;
    this.#tableName = tableName;
  }

  /**
   * Tells the record of its thumbnail, as long as its image is the one of that event. A thumbnail wins over an error,
   * whichever comes first. The revision stays: a client must not lose its `If-Match` to a picture of what it has.
   */
  async tell(id: string, event: string, thumbnail: Thumbnail): Promise<Told> {
    const better = 'error' in thumbnail ? 'thumbnail' : 'thumbnail.#key';
    try {
      await this.#client.send(
        new UpdateItemCommand({
          TableName: this.#tableName,
          Key: { id: { S: id } },
          ConditionExpression: `imageEvent = :event AND attribute_not_exists(${better})`,
          UpdateExpression: 'SET thumbnail = :thumbnail',
          ...(!('error' in thumbnail) && { ExpressionAttributeNames: { '#key': 'key' } }),
          ExpressionAttributeValues: { ':event': { S: event }, ':thumbnail': toMap(thumbnail) },
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      );
      return 'told';
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      return error.Item?.imageEvent?.S === event ? 'duplicate' : 'superseded';
    }
  }
}

function toMap(thumbnail: Thumbnail): AttributeValue {
  const entries = Object.entries(thumbnail).map(([name, value]): [string, AttributeValue] => [
    name,
    typeof value === 'number' ? { N: String(value) } : { S: value },
  ]);
  return { M: Object.fromEntries(entries) };
}
