import { type Item, optional, readText, readTexts } from '../../shared/attribute-values.ts';
import { uploadIdOf } from '../../shared/objects/object-key.ts';
import type { UsedTicket } from '../../shared/record.ts';
import { readUsed } from '../../shared/record-item.ts';
import type { Upload } from '../events.ts';

/** The inspector's part of a record. */
export interface RecordState {
  imageEvent: string | undefined;
  /** The accepted image's key, then replaced ones to be cleaned up. */
  objectKeys: string[];
  /** By upload ids; undefined in a record of release 0.1.0, which remembered none. */
  used: Record<string, UsedTicket> | undefined;
  /** The thumbnailer has told of the image: there is one, or there is none. */
  thumbnailKnown: boolean;
}

/** @throws TypeError that names an attribute which is missing, or not of its type */
export function toState(item: Item): RecordState {
  return {
    imageEvent: optional(item, 'imageEvent', readText),
    objectKeys: optional(item, 'objectKeys', readTexts) ?? [],
    used: optional(item, 'used', readUsed),
    thumbnailKnown: item.thumbnail !== undefined,
  };
}

/** The event that used the ticket of an upload; undefined when none did. */
export function usedBy(state: RecordState, upload: Upload): string | undefined {
  const ticket = state.used?.[upload.parsed.uploadId];
  if (ticket) return ticket.event;
  // Release 0.1.0 accepted it; which event a replaced image came by is forgotten.
  const at = state.objectKeys.indexOf(upload.key);
  return at < 0 ? undefined : at === 0 ? state.imageEvent : '';
}

/** The used tickets that can be forgotten: they have run out, and their objects need no clean-up. @param now - epoch ms */
export function runOut({ used = {}, objectKeys }: RecordState, now: number): string[] {
  return Object.keys(used).filter(
    (uploadId) =>
      used[uploadId]!.until * 1000 <= now && !objectKeys.some((key) => uploadIdOf(key) === uploadId),
  );
}

/** The version of a replaced image; undefined where the bucket keeps none, or release 0.1.0 accepted it. */
export function versionOf({ used = {} }: RecordState, key: string): string | undefined {
  return used[uploadIdOf(key)]?.versionId;
}
