import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { number } from '../shared/attribute-values.ts';
import { readItem } from '../shared/aws/read-item.ts';
import { LEASE_PREFIX } from '../shared/delivery/lease.ts';
import { type ImageRecord, TTL_ATTRIBUTE } from '../shared/record.ts';
import { fromItem } from '../shared/record-item.ts';

/** Longer than the function has: whoever holds a lease beyond it has crashed, ms. */
const LEASE_MS = 60_000;

/** Every DynamoDB call of the renderer: reads records, and keeps leases, which are no records. */
export class RenderedRecords {
  readonly #client: Pick<DynamoDBClient, 'send'>;
  readonly #table: string;

  constructor(client: Pick<DynamoDBClient, 'send'>, table: string) {
    this.#client = client;
    this.#table = table;
  }

  /** Reads strongly consistently; undefined when there is no such record. */
  async get(id: string): Promise<ImageRecord | undefined> {
    const Item = await readItem(this.#client, this.#table, id);
    return Item?.version ? fromItem(Item) : undefined;
  }

  /**
   * Takes the lease to draw an object: nobody else has it until it is given back, or has run out.
   * @param holder - told from any other
   * @param now - epoch ms
   * @returns false when somebody else has it
   */
  async take(key: string, holder: string, now: number): Promise<boolean> {
    const command = new PutItemCommand({
      TableName: this.#table,
      Item: {
        id: { S: leaseIdOf(key) },
        holder: { S: holder },
        until: number(now + LEASE_MS),
        [TTL_ATTRIBUTE]: number(Math.ceil((now + LEASE_MS) / 1000)),
      },
      // A repeated request of the client's own finds what it has written.
      ConditionExpression: 'attribute_not_exists(id) OR holder = :holder OR #until < :now',
      ExpressionAttributeNames: { '#until': 'until' },
      ExpressionAttributeValues: { ':holder': { S: holder }, ':now': number(now) },
    });
    try {
      await this.#client.send(command);
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }

  /** Gives a lease back, unless another has taken it meanwhile. */
  async giveBack(key: string, holder: string): Promise<void> {
    const command = new DeleteItemCommand({
      TableName: this.#table,
      Key: { id: { S: leaseIdOf(key) } },
      ConditionExpression: 'holder = :holder',
      ExpressionAttributeValues: { ':holder': { S: holder } },
    });
    await this.#client.send(command).catch((error: unknown) => {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    });
  }
}

const leaseIdOf = (key: string): string => `${LEASE_PREFIX}${key}`;
