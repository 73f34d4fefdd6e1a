import type { UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import { type Item, number, optional, readNumber, readText } from '../shared/attribute-values.ts';
import { sortKeyOf, TTL_ATTRIBUTE } from '../shared/record.ts';

/**
 * A record that is deleted, and whose image can still be restored. Its item is no record: it has no `version`. It stands in the
 * `user` index, in a partition that is of no owner.
 */
export interface GoneRecord {
  recordId: string;
  incarnation?: string | undefined;
  ownerDigest: string;
  /** The record's `version` as it was last. */
  lastVersion?: number | undefined;
  /** Epoch ms. */
  goneAt: number;
}

export const goneIdOf = (recordId: string): string => `gone#${recordId}`;

/** The partition of what is gone of one owner, in the `user` index. */
export const gonePartition = (digest: string): string => `gone#${digest}`;

/** @param createdAt - of the record, epoch ms @param ttl - epoch seconds */
export function toGoneItem(gone: GoneRecord, createdAt: number, ttl: number): Item {
  const { recordId, incarnation, lastVersion } = gone;
  return {
    id: { S: goneIdOf(recordId) },
    userId: { S: gonePartition(gone.ownerDigest) },
    sortKey: { S: sortKeyOf(createdAt, recordId) },
    recordId: { S: recordId },
    ownerDigest: { S: gone.ownerDigest },
    goneAt: number(gone.goneAt),
    [TTL_ATTRIBUTE]: number(ttl),
    ...(incarnation !== undefined && { incarnation: { S: incarnation } }),
    ...(lastVersion !== undefined && { lastVersion: number(lastVersion) }),
  };
}

/** Writes an item in the place of one that is there, whose sort key stays. */
export function noteUpdate(TableName: string, { id, ...item }: Item): UpdateItemCommandInput {
  const names = [...new Set([...Object.keys(item), 'incarnation', 'lastVersion'])];
  const kept = names.filter((name) => item[name]);
  const removed = names.filter((name) => !item[name]);
  const set = kept.map((name) =>
    name === 'sortKey' ? 'sortKey = if_not_exists(sortKey, :sortKey)' : `${name} = :${name}`,
  );
  return {
    TableName,
    Key: { id: id! },
    UpdateExpression: `SET ${set.join(', ')}${removed.length > 0 ? ` REMOVE ${removed.join(', ')}` : ''}`,
    ExpressionAttributeValues: Object.fromEntries(kept.map((name) => [`:${name}`, item[name]!])),
  };
}

/** Undefined for what is none: a record whose owner is called like such a partition. */
export function fromGoneItem(item: Item): GoneRecord | undefined {
  if (!item.goneAt) return undefined;
  return {
    recordId: readText(item, 'recordId'),
    incarnation: optional(item, 'incarnation', readText),
    ownerDigest: readText(item, 'ownerDigest'),
    lastVersion: optional(item, 'lastVersion', readNumber),
    goneAt: readNumber(item, 'goneAt'),
  };
}
