import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { type Item, readText } from '../../shared/attribute-values.ts';
import { batchRead } from '../../shared/aws/batch-read.ts';
import { readItem } from '../../shared/aws/read-item.ts';
import { newIncarnation } from '../../shared/objects/object-key.ts';
import type { ImageRecord } from '../../shared/record.ts';
import { deletionOf } from '../../shared/record-deletion.ts';
import { fromItem, toItem } from '../../shared/record-item.ts';
import { filterExpression } from './list/filter-expression.ts';
import type { Filters, Range, Slice } from './list/read-page.ts';
import { type EditOptions, updateExpression } from './update-expression.ts';

/** A condition did not hold; `current` is the record as it stands, undefined when there is none. */
export interface Refused {
  refused: true;
  current: ImageRecord | undefined;
}

/** A partition of one of the two indexes. */
export interface Partition {
  index: 'feed' | 'user';
  /** Value of the partition key. */
  value: string;
}

/** Every DynamoDB call of the API. */
export class RecordStore {
  readonly #client: DynamoDBClient;
  readonly #table: string;

  constructor(client: DynamoDBClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  /** Reads strongly consistently; undefined when there is no such record. */
  async get(id: string): Promise<ImageRecord | undefined> {
    const Item = await readItem(this.#client, this.#table, id);
    return recordOf(Item);
  }

  /**
   * Reads strongly consistently, and again what DynamoDB left unread.
   * @param ids - 1 to 100, none twice
   * @returns by id what was read: undefined where there is no such record
   * @throws Error when it goes on leaving some unread
   */
  async getMany(ids: readonly string[]): Promise<Map<string, ImageRecord | undefined>> {
    const found = new Map(ids.map((id): [string, ImageRecord | undefined] => [id, undefined]));
    for (const item of await batchRead(this.#client, this.#table, ids, { ConsistentRead: true }))
      found.set(readText(item, 'id'), recordOf(item));
    return found;
  }

  /** Creates the record, unless its id is taken. */
  async create(record: ImageRecord): Promise<ImageRecord | Refused> {
    const command = new PutItemCommand({
      TableName: this.#table,
      Item: toItem(record),
      ConditionExpression: 'attribute_not_exists(id)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    const create = async () => {
      await this.#client.send(command);
      return record;
    };
    return this.#unlessRefused(record.id, create, ({ incarnation }) => incarnation === record.incarnation);
  }

  /** Merges an edit into the record once, if its conditions hold, and returns what came out. */
  async update(id: string, options: EditOptions): Promise<ImageRecord | Refused> {
    const edit = newIncarnation();
    const command = new UpdateItemCommand({
      TableName: this.#table,
      Key: { id: { S: id } },
      ...updateExpression(options, edit),
      ReturnValues: 'ALL_NEW',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    const update = async () => {
      const { Attributes } = await this.#client.send(command);
      return fromItem(Attributes!);
    };
    return this.#unlessRefused(id, update, ({ lastEdit }) => lastEdit === edit);
  }

  /**
   * Deletes the very record that was read.
   * @param versions - that it may have by now; any when undefined
   * @returns undefined once it is deleted
   */
  async delete(record: ImageRecord, versions?: readonly number[]): Promise<Refused | undefined> {
    const command = new DeleteItemCommand({
      ...deletionOf(this.#table, record, versions),
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    const outcome = await this.#unlessRefused(record.id, async () => {
      await this.#client.send(command);
      return record;
    });
    return 'refused' in outcome ? outcome : undefined;
  }

  /** One query of one partition: at most `limit` records are looked at, those that pass the filters are returned. */
  async query(
    partition: Partition,
    range: Range,
    filters: Filters,
    order: 'asc' | 'desc',
    limit: number,
  ): Promise<Slice> {
    const key = partition.index === 'feed' ? 'feed' : 'userId';
    const { Items = [], LastEvaluatedKey } = await this.#client.send(
      new QueryCommand({
        TableName: this.#table,
        IndexName: partition.index,
        KeyConditionExpression: '#partition = :partition AND sortKey BETWEEN :from AND :to',
        ScanIndexForward: order === 'asc',
        Limit: limit,
        ...filterExpression(filters, {
          names: { '#partition': key },
          values: {
            ':partition': { S: partition.value },
            ':from': { S: range.from },
            ':to': { S: range.to },
          },
        }),
      }),
    );
    return { records: Items.flatMap((item) => recordOf(item) ?? []), reached: LastEvaluatedKey?.sortKey?.S };
  }

  /**
   * @param isDone - tells by the record that the refused request was done already: the client repeats one whose answer it
   * did not hear
   */
  async #unlessRefused(
    id: string,
    act: () => Promise<ImageRecord>,
    isDone: (current: ImageRecord) => boolean = () => false,
  ): Promise<ImageRecord | Refused> {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      // Engines that do not return the item with the refusal are asked for it.
      const current = error.Item ? recordOf(error.Item) : await this.get(id);
      return current && isDone(current) ? current : { refused: true, current };
    }
  }
}

/** Undefined for what is no record: nothing, or an item of another kind. */
function recordOf(item: Item | undefined): ImageRecord | undefined {
  return item?.version ? fromItem(item) : undefined;
}
