import type { ImageEvent } from '../../contract/events.ts';
import { type Item, readNumber, readText } from '../shared/attribute-values.ts';
import { renditionFolder } from '../shared/delivery/rendition.ts';
import { type CleaningRequest, ERASE_ATTRIBUTE } from '../shared/following/cleaning.ts';
import { type EraseRequest, fromEraseItem } from '../shared/following/erase-request.ts';
import { hasImage, type ImageRecord, type StoredImage, storedImages } from '../shared/record.ts';
import { fromItem } from '../shared/record-item.ts';
import type { Change } from './change.ts';
import { imageEventOf } from './image-event.ts';

/** What follows a change. */
export interface Consequences {
  event?: ImageEvent;
  cleaning?: CleaningRequest;
}

/**
 * @param delivers - whether the stage delivers images: then what is replaced leaves renditions behind
 * @throws TypeError that names an attribute which is missing, or not of its type
 */
export function consequencesOf({ at, before, after }: Change, delivers = false): Consequences {
  if (after?.[ERASE_ATTRIBUTE]) {
    const eraseId = readText(after, 'id');
    return { cleaning: { kind: 'erase', eraseId, requestedAt: readNumber(after, 'requestedAt') } };
  }
  if (before?.[ERASE_ATTRIBUTE]) return erased(fromEraseItem(before), at);
  const [old, now] = [recordOf(before), recordOf(after)];
  // Somebody put a record in the place of another: the former went, and is what must be told and cleaned up.
  const went = old && !(now && old.incarnation === now.incarnation) ? old : undefined;
  const event = imageEventOf({ at, before: old, after: went ? undefined : now });
  const cleaning = went ? vanished(went) : delivers ? replacement(old, now) : undefined;
  return { ...(event && { event }), ...(cleaning && { cleaning }) };
}

/** Undefined for what is no record: a remembered request, a counter, a tombstone. */
function recordOf(item: Item | undefined): ImageRecord | undefined {
  return item?.version ? fromItem(item) : undefined;
}

/** The cleaner deletes the request of an incarnation when nothing of it is left. */
function erased(request: EraseRequest, at: number): Consequences {
  if (request.kind !== 'incarnation') return {};
  const { recordId: id, incarnation, lastVersion, owner } = request;
  // Its deletion was one higher.
  const event = { id, incarnation, type: 'image.erased' as const, at, version: lastVersion + 2, owner };
  return { event };
}

function vanished(record: ImageRecord): CleaningRequest {
  const { id, incarnation, userId, createdAt, version } = record;
  return {
    kind: 'vanished',
    id,
    ...(incarnation !== undefined && { incarnation }),
    ...(userId !== undefined && { owner: userId }),
    createdAt,
    version,
    images: storedImages(record),
  };
}

/** Of the image that a record had, once it has another: an older cleaner finds nothing to do in it. */
function replacement(
  old: ImageRecord | undefined,
  now: ImageRecord | undefined,
): CleaningRequest | undefined {
  const [before, after] = [acceptedOf(old), acceptedOf(now)];
  if (!old || !before || (after && renditionFolder(after) === renditionFolder(before))) return undefined;
  const { id, incarnation } = old;
  return {
    kind: 'vanished',
    id,
    ...(incarnation !== undefined && { incarnation }),
    images: [],
    replaced: [before],
  };
}

const acceptedOf = (record: ImageRecord | undefined): StoredImage | undefined =>
  record && hasImage(record) ? storedImages(record)[0] : undefined;
