import type { KnownRecord } from '../../../lambdas/reconciler/reading/known-records.ts';
import type { ListedObject, ListedVersion } from '../../../lambdas/reconciler/reading/listing.ts';
import type { Item } from '../../../lambdas/shared/attribute-values.ts';
import { number, scalarMap } from '../../../lambdas/shared/attribute-values.ts';
import { feedOf } from '../../../lambdas/shared/index-keys.ts';
import { newObjectKey, uploadIdOf } from '../../../lambdas/shared/objects/object-key.ts';
import { sortKeyOf } from '../../../lambdas/shared/record.ts';
import { fromItem } from '../../../lambdas/shared/record-item.ts';

export const ID = '7f1c9a4e-0b2d-4c8f-9e3a-5d6b7c8a9f10';
export const INCARNATION = 'aaaaaaaaaa';
/** What has happened since may be on its way. */
export const BEFORE = Date.UTC(2026, 0, 2);
export const LONG_AGO = BEFORE - 86_400_000;
export const JUST_NOW = BEFORE + 1000;
export const SHARDS = 4;

export const keyOf = (incarnation = INCARNATION): string => newObjectKey({ id: ID, incarnation }, 'a.png');

export const version = (versionId: string | undefined = 'v1', storedAt = LONG_AGO): ListedVersion => ({
  versionId,
  eTag: 'tag',
  size: 10,
  storedAt,
});

/** An object with these versions, newest first; the first one is visible. */
export const object = (key: string, ...versions: ListedVersion[]): ListedObject => ({
  key,
  visible: versions[0],
  coveredAt: undefined,
  versions,
});

/** The same below a delete marker. */
export const covered = (key: string, ...versions: ListedVersion[]): ListedObject => ({
  ...object(key, ...versions),
  visible: undefined,
  coveredAt: LONG_AGO,
});

interface GivenRecord {
  incarnation?: string;
  updatedAt?: number;
  /** The accepted image's key first. */
  objectKeys?: string[];
  versionId?: string | undefined;
  used?: string[];
  rejected?: boolean;
  thumbnail?: Record<string, string | number>;
  more?: Item;
}

/** A record as the table has it. */
export function given({
  incarnation = INCARNATION,
  updatedAt = LONG_AGO,
  objectKeys,
  versionId,
  used = [],
  rejected = false,
  thumbnail,
  more = {},
}: GivenRecord = {}): KnownRecord {
  const event = '1767225600000#00';
  const image = { size: 10, width: 1, height: 1, contentType: 'image/png', uploadedAt: LONG_AGO };
  const tickets = [...(objectKeys ?? []), ...used].map((key) => [
    uploadIdOf(key),
    scalarMap({ event, until: 1, versionId: 'v' }),
  ]);
  const item: Item = {
    id: { S: ID },
    incarnation: { S: incarnation },
    filename: { S: 'a.png' },
    createdAt: number(LONG_AGO),
    updatedAt: number(updatedAt),
    version: number(2),
    feed: { S: feedOf(ID, SHARDS) },
    sortKey: { S: sortKeyOf(LONG_AGO, ID) },
    attributesBytes: number(0),
    used: { M: Object.fromEntries(tickets) },
    ...(objectKeys && {
      image: scalarMap({ ...image, ...(versionId !== undefined && { versionId }) }),
      imageEvent: { S: event },
      objectKeys: { L: objectKeys.map((S) => ({ S })) },
    }),
    ...(rejected && {
      rejection: scalarMap({ code: 'NotAnImage', message: 'No.', at: LONG_AGO }),
      rejectionEvent: { S: event },
    }),
    ...(thumbnail && { thumbnail: scalarMap(thumbnail) }),
    ...more,
  };
  return known(item);
}

function known(item: Item): KnownRecord {
  try {
    return { id: ID, item, record: fromItem(item) };
  } catch {
    return { id: ID, item, record: undefined };
  }
}
