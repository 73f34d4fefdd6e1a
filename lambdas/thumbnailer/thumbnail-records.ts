import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import type { ThumbnailError } from '../../contract/outcomes.ts';
import { scalarMap } from '../shared/attribute-values.ts';
import type { Thumbnail } from '../shared/thumbnail.ts';

/**
 * `told`: the record has it. `duplicate`: the record knew as much about this image. `superseded`: it has another
 * image, or was deleted.
 */
export type Told = 'told' | 'duplicate' | 'superseded';

/** The thumbnailer's one DynamoDB call. */
export class ThumbnailRecords {
  readonly #client: Pick<DynamoDBClient, 'send'>;
  readonly #tableName: string;

  constructor(client: Pick<DynamoDBClient, 'send'>, tableName: string) {
    this.#client = client;
    this.#tableName = tableName;
  }

  /**
   * Tells the record of its thumbnail, as long as its image is the one of that event. What is known better stays: a
   * thumbnail stands over any error, and an error that has a reason over `Failed`. The revision stays too: a client
   * must not lose its `If-Match` to a picture of what it has.
   */
  async tell(id: string, event: string, thumbnail: Thumbnail): Promise<Told> {
    try {
      await this.#client.send(
        new UpdateItemCommand({
          TableName: this.#tableName,
          Key: { id: { S: id } },
          UpdateExpression: 'SET thumbnail = :thumbnail',
          ...unlessBetter(thumbnail, { ':event': { S: event }, ':thumbnail': scalarMap(thumbnail) }),
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

/** The condition under which to tell. */
function unlessBetter(
  thumbnail: Thumbnail,
  values: Record<string, AttributeValue>,
): Pick<
  UpdateItemCommandInput,
  'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
> {
  if (!('error' in thumbnail)) {
    return {
      ConditionExpression: 'imageEvent = :event AND attribute_not_exists(thumbnail.#key)',
      ExpressionAttributeNames: { '#key': 'key' },
      ExpressionAttributeValues: values,
    };
  }
  return {
    ConditionExpression:
      'imageEvent = :event AND (attribute_not_exists(thumbnail) OR thumbnail.#error = :failed)',
    ExpressionAttributeNames: { '#error': 'error' },
    ExpressionAttributeValues: { ...values, ':failed': { S: 'Failed' satisfies ThumbnailError } },
  };
}
