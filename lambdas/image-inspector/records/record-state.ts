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

/** What used the ticket of an upload; undefined when nothing did. */
export function usedBy(
  state: RecordState,
  upload: Pick<Upload, 'key' | 'parsed'>,
): Pick<UsedTicket, 'event' | 'versionId'> | undefined {
  const ticket = state.used?.[upload.parsed.uploadId];
  if (ticket) return ticket;
  // Release 0.1.0 accepted it; which event a replaced image came by is forgotten.
  const at = state.objectKeys.indexOf(upload.key);
  return at < 0 ? undefined : { event: (at === 0 && state.imageEvent) || '' };
}

/** Whether an upload used its ticket itself. By its version where a recheck received it, which knew no event. */
export function isUser(state: RecordState, upload: Upload): boolean {
  const { event, versionId } = usedBy(state, upload) ?? {};
  return event === upload.order || (versionId !== undefined && versionId === upload.versionId);
}

/** Seconds after the end of a ticket in which an upload that began in time may still arrive. */
const ARRIVAL_SECONDS = 3600;

/** When a ticket has run out for certain that was given before `at`, epoch seconds. @param at - epoch ms */
export function surelyRunOut(at: number, ticketSeconds: number): number {
  return Math.ceil(at / 1000) + ticketSeconds + ARRIVAL_SECONDS;
}

/** What a record remembers of an upload's ticket. */
export function ticketOf({ order, uploadedAt, versionId }: Upload, ticketSeconds: number): UsedTicket {
  const until = surelyRunOut(uploadedAt, ticketSeconds);
  return { event: order, until, ...(versionId !== undefined && { versionId }) };
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
