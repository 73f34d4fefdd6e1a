import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { type Item, number, optional, readBoolean, readText } from '../../shared/attribute-values.ts';
import { readItem } from '../../shared/aws/read-item.ts';
import { markDeleted } from '../../shared/mark-deleted.ts';
import { TTL_ATTRIBUTE } from '../../shared/record.ts';

/** A keyed POST, and the record that it creates. Its item is no record: it has neither `version` nor a UUID for an id. */
export interface RememberedRequest {
  /** {@link requestIdOf} its keys. */
  id: string;
  /** Of its body. */
  hash: string;
  recordId: string;
  incarnation: string;
  /** The record was deleted. */
  deleted?: boolean | undefined;
}

/** The requests with an `Idempotency-Key` that the table remembers. */
export class RequestStore {
  readonly #client: Pick<DynamoDBClient, 'send'>;
  readonly #table: string;

  constructor(client: Pick<DynamoDBClient, 'send'>, table: string) {
    this.#client = client;
    this.#table = table;
  }

  /**
   * Remembers a request, unless one of its key is remembered already.
   * @param now - epoch ms
   * @returns the former request; undefined when there is none, or its time is over
   */
  async remember(
    { id, hash, recordId, incarnation }: RememberedRequest,
    now: number,
    seconds: number,
  ): Promise<RememberedRequest | undefined> {
    const start = Math.floor(now / 1000);
    const command = new PutItemCommand({
      TableName: this.#table,
      Item: {
        id: { S: id },
        requestHash: { S: hash },
        recordId: { S: recordId },
        incarnation: { S: incarnation },
        [TTL_ATTRIBUTE]: number(start + seconds),
      },
      // DynamoDB deletes what has expired in its own time.
      ConditionExpression: `attribute_not_exists(id) OR ${TTL_ATTRIBUTE} <= :now`,
      ExpressionAttributeValues: { ':now': number(start) },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    try {
      await this.#client.send(command);
      return undefined;
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      // Engines that do not return the item with the refusal are asked for it.
      const former = error.Item ? fromItem(error.Item) : await this.find(id);
      if (!former) return this.remember({ id, hash, recordId, incarnation }, now, seconds);
      // The client repeats a request whose answer it did not hear.
      return former.incarnation === incarnation ? undefined : former;
    }
  }

  async find(id: string): Promise<RememberedRequest | undefined> {
    const Item = await readItem(this.#client, this.#table, id);
    return Item && fromItem(Item);
  }

  /** Says of a request that its record is being deleted, as long as it is remembered with this very record. */
  async markDeleted(id: string, incarnation: string): Promise<void> {
    await markDeleted(this.#client, this.#table, id, incarnation);
  }
}

function fromItem(item: Item): RememberedRequest {
  return {
    id: readText(item, 'id'),
    hash: readText(item, 'requestHash'),
    recordId: readText(item, 'recordId'),
    incarnation: readText(item, 'incarnation'),
    deleted: optional(item, 'deleted', readBoolean),
  };
}
