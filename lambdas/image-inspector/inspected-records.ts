import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { type Item, number, optional, readText, readTexts, scalarMap } from '../shared/attribute-values.ts';
import type { InspectedImage, Rejection } from '../shared/record.ts';
import { TTL_ATTRIBUTE } from '../shared/record.ts';

/** The inspector's part of a record. `objectKeys`: the accepted image's key, then replaced ones to be cleaned up. */
interface RecordState {
  imageEvent: string | undefined;
  objectKeys: string[];
  /** The thumbnailer has told of the image: there is one, or there is none. */
  thumbnailKnown: boolean;
}

/**
 * `done`: written. `passed`: an event as late or later has been written before, see `state`. `missing`: no such
 * record.
 */
export type WriteOutcome = { outcome: 'done' | 'passed'; state: RecordState } | { outcome: 'missing' };

/** Every DynamoDB call of the inspector: one conditional update each. */
export class InspectedRecords {
  readonly #client: Pick<DynamoDBClient, 'send'>;
  readonly #tableName: string;

  constructor(client: Pick<DynamoDBClient, 'send'>, tableName: string) {
    this.#client = client;
    this.#tableName = tableName;
  }

  /** Writes an accepted image, unless one of a later event, or of this one, is on the record. */
  accept(id: string, image: InspectedImage, order: string, key: string, now: number): Promise<WriteOutcome> {
    return this.#update(id, {
      ConditionExpression:
        'attribute_exists(id) AND (attribute_not_exists(imageEvent) OR imageEvent < :order)',
      UpdateExpression:
        'SET image = :image, imageEvent = :order, updatedAt = :now, ' +
        'objectKeys = list_append(:key, if_not_exists(objectKeys, :none)) ' +
        `ADD version :one, contentVersion :one REMOVE ${TTL_ATTRIBUTE}, thumbnail`,
      ExpressionAttributeValues: {
        ':image': scalarMap(image),
        ':order': { S: order },
        ':now': number(now),
        ':key': { L: [{ S: key }] },
        ':none': { L: [] },
        ':one': { N: '1' },
      },
    });
  }

  /** Tells a record of a refused upload, unless it knows of a later one, or has accepted this very upload. */
  reject(id: string, rejection: Rejection, order: string, now: number): Promise<WriteOutcome> {
    return this.#update(id, {
      ConditionExpression:
        'attribute_exists(id) AND (attribute_not_exists(rejectionEvent) OR rejectionEvent < :order) ' +
        'AND (attribute_not_exists(imageEvent) OR imageEvent <> :order)',
      UpdateExpression:
        'SET rejection = :rejection, rejectionEvent = :order, updatedAt = :now ADD version :one',
      ExpressionAttributeValues: {
        ':rejection': scalarMap(rejection),
        ':order': { S: order },
        ':now': number(now),
        ':one': { N: '1' },
      },
    });
  }

  /** Forgets the replaced keys, unless the list is not `seen` any more. */
  forgetReplaced(id: string, seen: string[]): Promise<WriteOutcome> {
    return this.#update(id, {
      ConditionExpression: unchanged(seen),
      UpdateExpression: 'SET objectKeys = :current',
      ExpressionAttributeValues: { ...keyValues(seen), ':current': { L: [{ S: seen[0]! }] } },
    });
  }

  /**
   * Raises the revision, unless the list is not `seen` any more: whoever is about to delete the record by the
   * revision that it read must look again.
   */
  confirm(id: string, seen: string[]): Promise<WriteOutcome> {
    return this.#update(id, {
      ConditionExpression: unchanged(seen),
      UpdateExpression: 'ADD version :one',
      ExpressionAttributeValues: { ...keyValues(seen), ':one': { N: '1' } },
    });
  }

  async #update(id: string, input: Omit<UpdateItemCommandInput, 'TableName' | 'Key'>): Promise<WriteOutcome> {
    try {
      const { Attributes } = await this.#client.send(
        new UpdateItemCommand({
          TableName: this.#tableName,
          Key: { id: { S: id } },
          ReturnValues: 'ALL_NEW',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          ...input,
        }),
      );
      return { outcome: 'done', state: toState(Attributes ?? {}) };
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      const item = error.Item;
      if (!item?.id) return { outcome: 'missing' };
      return { outcome: 'passed', state: toState(item) };
    }
  }
}

function toState(item: Item): RecordState {
  return {
    imageEvent: optional(item, 'imageEvent', readText),
    objectKeys: optional(item, 'objectKeys', readTexts) ?? [],
    thumbnailKnown: item.thumbnail !== undefined,
  };
}

/** That the keys are still these, one by one: the embedded engine compares no lists. */
function unchanged(keys: string[]): string {
  return ['size(objectKeys) = :count', ...keys.map((_, i) => `objectKeys[${i}] = :key${i}`)].join(' AND ');
}

function keyValues(keys: string[]): Record<string, AttributeValue> {
  return {
    ':count': number(keys.length),
    ...Object.fromEntries(keys.map((key, i) => [`:key${i}`, { S: key }])),
  };
}
