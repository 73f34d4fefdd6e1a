import {
  type Item,
  number,
  optional,
  readNumber,
  readText,
  readTexts,
  scalarMap,
} from '../attribute-values.ts';
import { digest } from '../digest.ts';
import { type ImageRecord, TTL_ATTRIBUTE } from '../record.ts';
import { ERASE_ATTRIBUTE } from './cleaning.ts';

/** What erase requests have in common. */
export interface Asked {
  /** When it was asked for, epoch ms. */
  requestedAt: number;
  /** When no ticket can bring an object any more, epoch seconds: then it is looked again, and the request is done. */
  until: number;
}

/** One record that is gone: nothing of this incarnation is to stay in the bucket. */
export interface EraseIncarnation extends Asked {
  kind: 'incarnation';
  recordId: string;
  /** Undefined for a record of release 0.1.0. */
  incarnation?: string | undefined;
  /** `version` of the record as it was last; where nobody knows, a number that is greater. */
  lastVersion: number;
  /** The record's `userId`. */
  owner?: string | undefined;
  /** What the record named: some keys may be of release 0.1.0, which tell no incarnation. */
  objectKeys: string[];
}

/** Every incarnation of an id that is gone. */
export interface EraseId extends Asked {
  kind: 'id';
  recordId: string;
  /** {@link ownerDigest} of who asks: only what this owner deleted. Anybody's when undefined. */
  ownerDigest?: string | undefined;
}

/** All of one owner that was created before the request. */
export interface EraseOwner extends Asked {
  kind: 'owner';
  ownerDigest: string;
  /** Undefined once it is done: what is left is a note for what vanished before, and is told late. */
  owner?: string | undefined;
}

/**
 * What is to be erased. Its item is no record: it has no `version`, and is in no
 * index. */
export type EraseRequest = EraseIncarnation | EraseId | EraseOwner;

/** Tells owners apart without their names, hexadecimal. */
export const ownerDigest = (owner: string): string => digest('owner', owner).toString('hex');

/** Ends the id of a request for a record of release 0.1.0, which has no incarnation. */
const NO_INCARNATION = '0.1.0';

/** The id of the request's item. */
export function eraseIdOf(
  request:
    | Pick<EraseIncarnation, 'kind' | 'recordId' | 'incarnation'>
    | Pick<EraseId, 'kind' | 'recordId' | 'ownerDigest'>
    | Pick<EraseOwner, 'kind' | 'ownerDigest'>,
): string {
  if (request.kind === 'owner') return `erase#owner#${request.ownerDigest}`;
  const { recordId } = request;
  if (request.kind === 'incarnation') return `erase#${recordId}#${request.incarnation ?? NO_INCARNATION}`;
  return request.ownerDigest === undefined ? `erase#${recordId}` : `erase#${recordId}#${request.ownerDigest}`;
}

/** What is to be erased of a record that goes. */
export function eraseOf(record: ImageRecord, asked: Asked): EraseIncarnation {
  const { id: recordId, incarnation, version: lastVersion, userId: owner, objectKeys = [] } = record;
  return { kind: 'incarnation', recordId, incarnation, lastVersion, owner, objectKeys, ...asked };
}

/** @param ttl - of a note, epoch seconds */
export function toEraseItem(request: EraseRequest, ttl?: number): Item {
  const { kind, objectKeys, ...scalars } = { objectKeys: undefined, ...request };
  const given = Object.entries(scalars).filter(([, value]) => value !== undefined);
  return {
    ...scalarMap(Object.fromEntries(given)).M,
    id: { S: eraseIdOf(request) },
    [ERASE_ATTRIBUTE]: { S: kind },
    ...(objectKeys && { objectKeys: { L: objectKeys.map((key) => ({ S: key })) } }),
    ...(ttl !== undefined && { [TTL_ATTRIBUTE]: number(ttl) }),
  };
}

/**
 * Reads an item that has an {@link ERASE_ATTRIBUTE}.
 * @throws TypeError that names an attribute which is missing, or not of its type
 */
export function fromEraseItem(item: Item): EraseRequest {
  const asked = { requestedAt: readNumber(item, 'requestedAt'), until: readNumber(item, 'until') };
  const kind = readText(item, ERASE_ATTRIBUTE);
  if (kind === 'owner') {
    const owner = optional(item, 'owner', readText);
    return { kind, ownerDigest: readText(item, 'ownerDigest'), owner, ...asked };
  }
  const recordId = readText(item, 'recordId');
  if (kind === 'id') {
    return { kind, recordId, ownerDigest: optional(item, 'ownerDigest', readText), ...asked };
  }
  return {
    kind: 'incarnation',
    recordId,
    incarnation: optional(item, 'incarnation', readText),
    lastVersion: readNumber(item, 'lastVersion'),
    owner: optional(item, 'owner', readText),
    objectKeys: readTexts(item, 'objectKeys'),
    ...asked,
  };
}
