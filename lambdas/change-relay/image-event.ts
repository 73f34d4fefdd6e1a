import type { EventType, ImageEvent } from '../../contract/events.ts';
import { toMetadata } from '../shared/metadata.ts';
import { currentRejection, hasImage, type ImageRecord } from '../shared/record.ts';

/** What a change did to a record; `before` and `after` are of one incarnation where both are given. */
export interface RecordChange {
  /** Epoch ms. */
  at: number;
  before: ImageRecord | undefined;
  after: ImageRecord | undefined;
}

/**
 * The event of a change; undefined where clients see none: a record that begins without an image, a used ticket, an image
 * that gets no thumbnail. It follows from the two images alone, so that a change given twice is told alike.
 */
export function imageEventOf({ at, before, after }: RecordChange): ImageEvent | undefined {
  if (!after) return before && eventOf(before, endOf(before, at), at, before.version + 1);
  const type = typeOf(before, after);
  return type && eventOf(after, type, at, after.version);
}

/** By its own time to live, and not by who deleted it: not every engine tells that. */
function endOf({ ttl }: ImageRecord, at: number): EventType {
  return ttl !== undefined && ttl * 1000 <= at ? 'image.expired' : 'image.deleted';
}

function typeOf(before: ImageRecord | undefined, after: ImageRecord): EventType | undefined {
  if (after.imageEvent !== before?.imageEvent && hasImage(after)) {
    return before && hasImage(before) ? 'image.replaced' : 'image.ready';
  }
  if (after.rejectionEvent !== before?.rejectionEvent && currentRejection(after)) return 'image.rejected';
  if (before && after.version !== before.version) return 'image.updated';
  if (hasThumbnail(after) && !(before && hasThumbnail(before))) return 'image.thumbnail.ready';
  return undefined;
}

const hasThumbnail = ({ thumbnail }: ImageRecord): boolean => thumbnail !== undefined && 'key' in thumbnail;

/** What an event tells of a record. */
export function eventOf(record: ImageRecord, type: EventType, at: number, version: number): ImageEvent {
  const { id, incarnation, contentVersion, userId } = record;
  return {
    id,
    ...(incarnation !== undefined && { incarnation }),
    type,
    at,
    version,
    ...(contentVersion !== undefined && { contentVersion }),
    ...(userId !== undefined && { owner: userId }),
    metadata: toMetadata(record),
  };
}
