import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { number } from '../shared/attribute-values.ts';
import { readItem } from '../shared/aws/read-item.ts';
import { ERASE_ATTRIBUTE } from '../shared/following/cleaning.ts';
import {
  type EraseIncarnation,
  type EraseOwner,
  type EraseRequest,
  eraseIdOf,
  fromEraseItem,
  toEraseItem,
} from '../shared/following/erase-request.ts';

/**
 * For so long a request to erase all of an owner is remembered once it is done, seconds: a record that vanished before may be
 * told that late, having waited in the stream, in two queues and among their dead letters.
 */
const NOTE_SECONDS = 40 * 86_400;

/** The requests that are in the table, as far as the cleaner alone works with them. */
export class EraseRequests {
  readonly #client: Pick<DynamoDBClient, 'send'>;
  readonly #table: string;

  constructor(client: Pick<DynamoDBClient, 'send'>, table: string) {
    this.#client = client;
    this.#table = table;
  }

  /** The request of an item; undefined when it is done. */
  async read(eraseId: string): Promise<EraseRequest | undefined> {
    const Item = await readItem(this.#client, this.#table, eraseId);
    return Item?.[ERASE_ATTRIBUTE] && fromEraseItem(Item);
  }

  /** The request that would erase this. */
  get(wanted: Parameters<typeof eraseIdOf>[0]): Promise<EraseRequest | undefined> {
    return this.read(eraseIdOf(wanted));
  }

  /** Asks for it, unless it has been asked for. */
  async askOnce(request: EraseIncarnation): Promise<void> {
    const command = new PutItemCommand({
      TableName: this.#table,
      Item: toEraseItem(request),
      ConditionExpression: 'attribute_not_exists(id)',
    });
    await this.#client.send(command).catch(unlessRefused);
  }

  /**
   * The request is done: its item goes, which the table's stream tells. Not when it was asked for again meanwhile: that has a message
   * of its own.
   */
  async finish(request: EraseRequest): Promise<void> {
    const command = new DeleteItemCommand({
      TableName: this.#table,
      Key: { id: { S: eraseIdOf(request) } },
      ...stillThis(request),
    });
    await this.#client.send(command).catch(unlessRefused);
  }

  /** As {@link finish}, of all of an owner: what stays for a while is a note without the owner. */
  async leaveNote({ owner: _, ...request }: EraseOwner, now: number): Promise<void> {
    const command = new PutItemCommand({
      TableName: this.#table,
      Item: toEraseItem(request, Math.ceil(now / 1000) + NOTE_SECONDS),
      ...stillThis(request),
    });
    await this.#client.send(command).catch(unlessRefused);
  }
}

function stillThis({ requestedAt }: EraseRequest) {
  return {
    ConditionExpression: 'attribute_not_exists(id) OR requestedAt = :requestedAt',
    ExpressionAttributeValues: { ':requestedAt': number(requestedAt) },
  };
}

function unlessRefused(error: unknown): undefined {
  if (!(error instanceof ConditionalCheckFailedException)) throw error;
}
