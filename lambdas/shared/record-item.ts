import type { ImageType } from '../../contract/image-types.ts';
import type { RejectionCode, ThumbnailError } from '../../contract/outcomes.ts';
import {
  type Item,
  number,
  optional,
  readBoolean,
  readMap,
  readNumber,
  readScalars,
  readText,
  readTexts,
  scalarMap,
} from './attribute-values.ts';
import type { Thumbnail } from './objects/thumbnail.ts';
import {
  type ImageRecord,
  type InspectedImage,
  type Rejection,
  TTL_ATTRIBUTE,
  type UsedTicket,
} from './record.ts';

/**
 * The caller's part of a new record; the inspector and the thumbnailer write the rest. Tags become a map of flags: one
 * update expression can add and remove keys of a map, while `ADD` and `DELETE` on one string set overlap and are
 * refused (docs/adr/0004-merging-without-a-second-table.md).
 */
export function toItem(record: ImageRecord): Item {
  const item: Item = {
    id: { S: record.id },
    filename: { S: record.filename },
    createdAt: number(record.createdAt),
    updatedAt: number(record.updatedAt),
    version: number(record.version),
    feed: { S: record.feed },
    sortKey: { S: record.sortKey },
    used: { M: {} },
    // Release 0.1.0 counts its tickets here: more than one tell that it gave some, see same-record.ts.
    tickets: number(1),
    tags: scalarMap(Object.fromEntries([...record.tags].map((tag) => [tag, true]))),
    attributes: scalarMap(record.attributes),
    attributesBytes: number(record.attributesBytes),
  };
  for (const name of ['incarnation', 'title', 'userId', 'imageId', 'requestId'] as const) {
    const value = record[name];
    if (value !== undefined) item[name] = { S: value };
  }
  if (record.ttl !== undefined) item[TTL_ATTRIBUTE] = number(record.ttl);
  return item;
}

/**
 * Codes and types are passed on as they are: the next release, which may have written them, can know more of them.
 * @throws TypeError that names an attribute which is missing, or not of its type
 */
export function fromItem(item: Item): ImageRecord {
  return {
    id: readText(item, 'id'),
    incarnation: optional(item, 'incarnation', readText),
    filename: readText(item, 'filename'),
    createdAt: readNumber(item, 'createdAt'),
    updatedAt: readNumber(item, 'updatedAt'),
    lastEdit: optional(item, 'lastEdit', readText),
    version: readNumber(item, 'version'),
    // Without them it is in no list, and a record all the same: the reconciler has them put right.
    feed: optional(item, 'feed', readText) ?? '',
    sortKey: optional(item, 'sortKey', readText) ?? '',
    title: optional(item, 'title', readText),
    userId: optional(item, 'userId', readText),
    imageId: optional(item, 'imageId', readText),
    tags: new Set(Object.keys(optional(item, 'tags', readMap) ?? {})),
    attributes: optional(item, 'attributes', readScalars) ?? {},
    attributesBytes: readNumber(item, 'attributesBytes'),
    used: optional(item, 'used', readUsed),
    ttl: optional(item, TTL_ATTRIBUTE, readNumber),
    requestId: optional(item, 'requestId', readText),
    image: optional(item, 'image', readImage),
    imageEvent: optional(item, 'imageEvent', readText),
    objectKeys: optional(item, 'objectKeys', readTexts),
    contentVersion: optional(item, 'contentVersion', readNumber),
    thumbnail: optional(item, 'thumbnail', readThumbnail),
    rejection: optional(item, 'rejection', readRejection),
    rejectionEvent: optional(item, 'rejectionEvent', readText),
  };
}

function readImage(item: Item, name: string): InspectedImage {
  const image = readMap(item, name);
  return {
    size: readNumber(image, 'size'),
    width: readNumber(image, 'width'),
    height: readNumber(image, 'height'),
    storedWidth: optional(image, 'storedWidth', readNumber),
    storedHeight: optional(image, 'storedHeight', readNumber),
    orientation: optional(image, 'orientation', readNumber),
    contentType: readText(image, 'contentType') as ImageType,
    animated: optional(image, 'animated', readBoolean),
    versionId: optional(image, 'versionId', readText),
    sha256: optional(image, 'sha256', readText),
    uploadedAt: readNumber(image, 'uploadedAt'),
  };
}

/** Tickets that were used, by their upload ids. */
export function readUsed(item: Item, name: string): Record<string, UsedTicket> {
  const used = readMap(item, name);
  const read = (uploadId: string): UsedTicket => {
    const ticket = readMap(used, uploadId);
    return {
      event: readText(ticket, 'event'),
      until: readNumber(ticket, 'until'),
      versionId: optional(ticket, 'versionId', readText),
    };
  };
  return Object.fromEntries(Object.keys(used).map((uploadId) => [uploadId, read(uploadId)]));
}

function readThumbnail(item: Item, name: string): Thumbnail {
  const thumbnail = readMap(item, name);
  if (thumbnail.error) return { error: readText(thumbnail, 'error') as ThumbnailError };
  return {
    key: readText(thumbnail, 'key'),
    width: readNumber(thumbnail, 'width'),
    height: readNumber(thumbnail, 'height'),
    thumbhash: readText(thumbnail, 'thumbhash'),
  };
}

function readRejection(item: Item, name: string): Rejection {
  const rejection = readMap(item, name);
  return {
    code: readText(rejection, 'code') as RejectionCode,
    message: readText(rejection, 'message'),
    at: readNumber(rejection, 'at'),
  };
}
