import { type DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { type Item, readText } from '../../shared/attribute-values.ts';
import { batchRead } from '../../shared/aws/batch-read.ts';
import { readItem } from '../../shared/aws/read-item.ts';
import type { ImageRecord } from '../../shared/record.ts';
import { fromItem } from '../../shared/record-item.ts';

/** A record as the table has it. */
export interface KnownRecord {
  id: string;
  item: Item;
  /** Undefined when its item cannot be read as one. */
  record: ImageRecord | undefined;
}

/** Ids that DynamoDB reads at once. */
const MOST_IDS = 100;
/** Items of a page of the table: each costs S3 two requests. */
const PAGE_ITEMS = 500;

/** Every DynamoDB call of the reconciler, which reads, and writes nothing. Needs GetItem, BatchGetItem and Scan. */
export class KnownRecords {
  readonly #client: Pick<DynamoDBClient, 'send'>;
  readonly #table: string;

  constructor(client: Pick<DynamoDBClient, 'send'>, table: string) {
    this.#client = client;
    this.#table = table;
  }

  /** The record that lives, as it is now; undefined when there is none. */
  async get(id: string): Promise<KnownRecord | undefined> {
    const Item = await readItem(this.#client, this.#table, id);
    return Item && knownOf(Item);
  }

  /** Those of these ids that are there, as they were a moment ago perhaps. */
  async getMany(ids: readonly string[]): Promise<Map<string, KnownRecord>> {
    const found = new Map<string, KnownRecord>();
    for (let from = 0; from < ids.length; from += MOST_IDS) {
      for (const item of await batchRead(this.#client, this.#table, ids.slice(from, from + MOST_IDS))) {
        const known = knownOf(item);
        if (known) found.set(known.id, known);
      }
    }
    return found;
  }

  /**
   * All records whose id begins so, page by page, as they were a moment ago perhaps.
   * @param cursor - id of the last item that was taken
   * @param limit - of a page
   */
  async *all(
    idPrefix: string,
    cursor?: string,
    limit = PAGE_ITEMS,
  ): AsyncGenerator<{ records: KnownRecord[]; cursor: string | undefined }> {
    let from = cursor;
    do {
      const { Items = [], LastEvaluatedKey } = await this.#client.send(
        new ScanCommand({
          TableName: this.#table,
          Limit: Math.min(limit, PAGE_ITEMS),
          ExclusiveStartKey: from === undefined ? undefined : { id: { S: from } },
          ...(idPrefix !== '' && {
            FilterExpression: 'begins_with(id, :prefix)',
            ExpressionAttributeValues: { ':prefix': { S: idPrefix } },
          }),
        }),
      );
      from = LastEvaluatedKey && readText(LastEvaluatedKey, 'id');
      yield { records: Items.flatMap((item) => knownOf(item) ?? []), cursor: from };
    } while (from !== undefined);
  }
}

/** The ids of records; those of remembered requests, counters, erase requests and notes have a `#`. */
const RECORD_ID = /^[^#]+$/;

/** Undefined for an item that is no record. One that has lost its `version` is one all the same, which cannot be read. */
function knownOf(item: Item): KnownRecord | undefined {
  const id = readText(item, 'id');
  return RECORD_ID.test(id) ? { id, item, record: readable(item) } : undefined;
}

function readable(item: Item): ImageRecord | undefined {
  try {
    return fromItem(item);
  } catch {
    return undefined;
  }
}
