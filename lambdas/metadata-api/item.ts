import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { type AttributeScalar, number, scalarMap } from '../shared/attribute-values.ts';
import type { ImageRecord } from '../shared/record.ts';

export type Item = Record<string, AttributeValue>;

/**
 * A record as the API stores it. Tags are a map of flags: one update expression can add and remove keys of a map,
 * while `ADD` and `DELETE` on one string set overlap and are refused (docs/adr/0004).
 */
export interface StoredRecord extends ImageRecord {
  /** At least the bytes of `attributes` as JSON: grows with every merge, exact again once it nears the limit. */
  attributesBytes: number;
}

/** The caller's part of a new record; the inspector writes the rest. */
export function toItem(record: StoredRecord): Item {
  const { tags = new Set(), attributes = {} } = record;
  const item: Item = {
    id: { S: record.id },
    filename: { S: record.filename },
    createdAt: number(record.createdAt),
    updatedAt: number(record.updatedAt),
    version: number(record.version),
    feed: { S: record.feed },
    sortKey: { S: record.sortKey },
    tickets: number(record.tickets),
    tags: { M: Object.fromEntries([...tags].map((tag) => [tag, { BOOL: true }])) },
    attributes: scalarMap(attributes),
    attributesBytes: number(record.attributesBytes),
  };
  for (const name of ['title', 'userId', 'imageId', 'requestHash'] as const) {
    const value = record[name];
    if (value !== undefined) item[name] = { S: value };
  }
  if (record.expiresAt !== undefined) item.expiresAt = number(record.expiresAt);
  return item;
}

export function fromItem(item: Item): StoredRecord {
  const { tags = {}, attributes = {}, ...rest } = plainMap(item);
  return {
    ...(rest as unknown as StoredRecord),
    tags: new Set(Object.keys(tags as object)),
    attributes: attributes as Record<string, AttributeScalar>,
  };
}

/** `Object.fromEntries` defines properties, so that a key such as `__proto__` stays a key. */
function plainMap(map: Item): Record<string, Plain> {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, toPlain(value)]));
}

type Plain = AttributeScalar | Plain[] | { [key: string]: Plain };

function toPlain(value: AttributeValue): Plain {
  if (value.S !== undefined) return value.S;
  if (value.N !== undefined) return Number(value.N);
  if (value.BOOL !== undefined) return value.BOOL;
  if (value.L !== undefined) return value.L.map(toPlain);
  if (value.M !== undefined) return plainMap(value.M);
  throw new TypeError(`Unexpected attribute type ${Object.keys(value)[0]}`);
}
