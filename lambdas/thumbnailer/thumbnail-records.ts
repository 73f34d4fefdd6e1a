import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import type { ThumbnailError } from '../../contract/outcomes.ts';
import { scalarMap } from '../shared/attribute-values.ts';
import { parseObjectKey } from '../shared/objects/object-key.ts';
import type { Thumbnail, ThumbnailRequest } from '../shared/objects/thumbnail.ts';
import { isSameRecord, sameRecord } from '../shared/same-record.ts';

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
  async tell({ id, key, event }: ThumbnailRequest, thumbnail: Thumbnail): Promise<Told> {
    const { incarnation } = parseObjectKey(key)!;
    const same = sameRecord(incarnation);
    const { ConditionExpression, ...names } = unlessBetter(thumbnail);
    try {
      await this.#client.send(
        new UpdateItemCommand({
          TableName: this.#tableName,
          Key: { id: { S: id } },
          UpdateExpression: 'SET thumbnail = :thumbnail',
          ConditionExpression: `${same.condition} AND imageEvent = :event AND ${ConditionExpression}`,
          ...names,
          ExpressionAttributeValues: {
            ...same.values,
            ':event': { S: event },
            ':thumbnail': scalarMap(thumbnail),
            ...('error' in thumbnail && { ':failed': { S: 'Failed' satisfies ThumbnailError } }),
          },
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      );
      return 'told';
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      const item = error.Item;
      if (!item || !isSameRecord(item, incarnation)) return 'superseded';
      return item.imageEvent?.S === event ? 'duplicate' : 'superseded';
    }
  }
}

/** The condition under which to tell, beside that it is the same image. */
function unlessBetter(
  thumbnail: Thumbnail,
): Pick<UpdateItemCommandInput, 'ConditionExpression' | 'ExpressionAttributeNames'> {
  return 'error' in thumbnail
    ? {
        ConditionExpression: '(attribute_not_exists(thumbnail) OR thumbnail.#error = :failed)',
        ExpressionAttributeNames: { '#error': 'error' },
      }
    : {
        ConditionExpression: 'attribute_not_exists(thumbnail.#key)',
        ExpressionAttributeNames: { '#key': 'key' },
      };
}
