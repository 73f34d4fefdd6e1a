import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { type Item, number } from '../shared/attribute-values.ts';
import { readItem } from '../shared/aws/read-item.ts';
import type { VanishedRecord } from '../shared/following/cleaning.ts';
import { ownerDigest } from '../shared/following/erase-request.ts';
import { markDeleted } from '../shared/mark-deleted.ts';
import { thumbnailKey } from '../shared/objects/thumbnail.ts';
import type { ImageRecord } from '../shared/record.ts';
import { fromItem } from '../shared/record-item.ts';
import {
  fromGoneItem,
  type GoneRecord,
  goneIdOf,
  gonePartition,
  noteUpdate,
  toGoneItem,
} from './gone-record.ts';

const DAY_SECONDS = 86_400;

/** The keys of the images that a record names, and of their thumbnails. */
export function keysNamedBy({ objectKeys = [] }: Pick<ImageRecord, 'objectKeys'> = {}): ReadonlySet<string> {
  return new Set(objectKeys.flatMap((key) => [key, thumbnailKey(key)]));
}

/** What the cleaner reads of records, and what it remembers of those that are gone. */
export class VanishedRecords {
  readonly #client: Pick<DynamoDBClient, 'send'>;
  readonly #table: string;
  readonly #restoreDays: number;

  /** @param restoreDays - how long the bucket keeps what is put aside */
  constructor(client: Pick<DynamoDBClient, 'send'>, table: string, restoreDays: number) {
    this.#client = client;
    this.#table = table;
    this.#restoreDays = restoreDays;
  }

  /** The record that lives; undefined when there is none. */
  async living(id: string): Promise<ImageRecord | undefined> {
    const item = await this.#get(id);
    return item?.version ? fromItem(item) : undefined;
  }

  /** The keys of the images that the living record of an id names, of whatever incarnation it is, and of their thumbnails. */
  async namedKeys(id: string): Promise<ReadonlySet<string>> {
    return keysNamedBy(await this.living(id));
  }

  /**
   * Remembers what is gone, for as long as it can be restored. One note an id, of what went last; it stands where the first one of the
   * same owner stood, so that an erasure of what was created until then finds it.
   */
  async bury(vanished: VanishedRecord, owner: string, now: number): Promise<void> {
    const { id: recordId, incarnation, version: lastVersion, createdAt = now } = vanished;
    const gone = { recordId, incarnation, ownerDigest: ownerDigest(owner), lastVersion, goneAt: now };
    const ttl = Math.ceil(now / 1000) + (this.#restoreDays + 1) * DAY_SECONDS;
    const Item = toGoneItem(gone, createdAt, ttl);
    const command = new PutItemCommand({
      TableName: this.#table,
      Item,
      ConditionExpression: 'attribute_not_exists(id) OR ownerDigest <> :owner OR sortKey > :sortKey',
      ExpressionAttributeValues: { ':owner': Item.ownerDigest!, ':sortKey': Item.sortKey! },
    });
    const noted = await this.#client.send(command).catch(unlessRefused);
    if (!noted) await this.#client.send(new UpdateItemCommand(noteUpdate(this.#table, Item)));
  }

  /** What is remembered of the record of this id that went last. */
  async gone(id: string): Promise<GoneRecord | undefined> {
    const item = await this.#get(goneIdOf(id));
    return item && fromGoneItem(item);
  }

  /** Forgets what went up to then. @param until - epoch ms */
  async forget(id: string, until: number): Promise<void> {
    const command = new DeleteItemCommand({
      TableName: this.#table,
      Key: { id: { S: goneIdOf(id) } },
      ConditionExpression: 'goneAt <= :until',
      ExpressionAttributeValues: { ':until': number(until) },
    });
    await this.#client.send(command).catch(unlessRefused);
  }

  /** Says of the POST that made a record that the record is being deleted. */
  async markDeleted({ requestId, incarnation }: ImageRecord): Promise<void> {
    if (requestId !== undefined) await markDeleted(this.#client, this.#table, requestId, incarnation!);
  }

  /** Living records of an owner, page by page. @param createdUntil - epoch ms */
  async *ofOwner(owner: string, createdUntil: number): AsyncGenerator<ImageRecord[]> {
    for await (const items of this.#pages(owner, createdUntil)) {
      yield items.filter(({ version }) => version).map(fromItem);
    }
  }

  /** What is gone of an owner, page by page. @param createdUntil - epoch ms */
  async *goneOfOwner(digest: string, createdUntil: number): AsyncGenerator<GoneRecord[]> {
    for await (const items of this.#pages(gonePartition(digest), createdUntil)) {
      yield items.flatMap((item) => fromGoneItem(item) ?? []);
    }
  }

  async *#pages(partition: string, createdUntil: number): AsyncGenerator<Item[]> {
    let from: Item | undefined;
    do {
      const { Items = [], LastEvaluatedKey } = await this.#client.send(
        new QueryCommand({
          TableName: this.#table,
          IndexName: 'user',
          KeyConditionExpression: 'userId = :partition AND sortKey <= :to',
          ExpressionAttributeValues: {
            ':partition': { S: partition },
            ':to': { S: `${String(createdUntil).padStart(13, '0')}~` },
          },
          Limit: 100,
          ExclusiveStartKey: from,
        }),
      );
      yield Items;
      from = LastEvaluatedKey;
    } while (from);
  }

  #get(id: string): Promise<Item | undefined> {
    return readItem(this.#client, this.#table, id);
  }
}

function unlessRefused(error: unknown): undefined {
  if (!(error instanceof ConditionalCheckFailedException)) throw error;
}
