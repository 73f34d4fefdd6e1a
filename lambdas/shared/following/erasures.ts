import {
  type DynamoDBClient,
  PutItemCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import type { ImageRecord } from '../record.ts';
import { deletionOf } from '../record-deletion.ts';
import { type Asked, type EraseRequest, eraseOf, toEraseItem } from './erase-request.ts';

/** Of these, the table can be asked again: the record is not as it was read, or somebody else was writing to it. */
const RETRIED = ['ConditionalCheckFailed', 'TransactionConflict'];

/** Asks for erasures: the table's stream brings them to the cleaner. */
export class Erasures {
  readonly #client: Pick<DynamoDBClient, 'send'>;
  readonly #table: string;

  constructor(client: Pick<DynamoDBClient, 'send'>, table: string) {
    this.#client = client;
    this.#table = table;
  }

  /** Asks for it, in place of the same request that was made before. */
  async ask(request: EraseRequest): Promise<void> {
    await this.#client.send(new PutItemCommand({ TableName: this.#table, Item: toEraseItem(request) }));
  }

  /**
   * Deletes this very revision of a record and asks for its erasure: both, or nothing.
   * @param more - asked for with it
   * @returns false when nothing was done: the record has changed or is gone, or others were writing to it
   */
  async deleteAndAsk(record: ImageRecord, asked: Asked, ...more: EraseRequest[]): Promise<boolean> {
    const command = new TransactWriteItemsCommand({
      TransactItems: [
        { Delete: deletionOf(this.#table, record, [record.version]) },
        ...[eraseOf(record, asked), ...more].map((request) => ({
          Put: { TableName: this.#table, Item: toEraseItem(request) },
        })),
      ],
    });
    try {
      await this.#client.send(command);
      return true;
    } catch (error) {
      if (
        error instanceof TransactionCanceledException &&
        error.CancellationReasons?.some(({ Code = '' }) => RETRIED.includes(Code))
      ) {
        return false;
      }
      throw error;
    }
  }
}
