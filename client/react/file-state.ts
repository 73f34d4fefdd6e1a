import { ApiError, ImageRejectedError, UploadRefusedError } from '../errors.ts';
import type { Uploadable } from '../file.ts';
import type { Image, Metadata } from '../types.ts';
import type { Progress } from '../upload.ts';

/**
 * `waiting` for others; `hashing`, `sending` and `inspecting`; and then, until it is retried, `ready`, `refused` (these bytes are
 * not taken, and never will be), `failed` (another try may do), or `cancelled`.
 */
export type UploadState = 'waiting' | Progress['phase'] | 'ready' | 'refused' | 'failed' | 'cancelled';

/** A file of the list, as it is now: another object after each change. */
export interface UploadFile {
  /** Of the list, not of the record. */
  readonly id: string;
  /** What was given: to show it, say. */
  readonly file: Uploadable;
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly state: UploadState;
  /** Bytes; `sent` starts again when an attempt is repeated. `maybeStored`: they may be with the service by now. */
  readonly progress: Readonly<Omit<Progress, 'phase'>>;
  /** The record, as soon as there is one; it stays there when the upload is cancelled or fails. */
  readonly metadata?: Metadata | undefined;
  /** The record and its URL, once `ready`. */
  readonly image?: Image | undefined;
  /** Why, when `refused` or `failed`. */
  readonly error?: Error | undefined;
}

/** Of the request's own faults, those that come of these bytes and options. */
const FOR_GOOD = new Set(['ValidationFailed', 'BadRequest', 'AlreadyExists', 'PayloadTooLarge']);

/** @returns what an upload is that ended by this error */
export function stateAfter(error: unknown): 'refused' | 'failed' {
  if (error instanceof ImageRejectedError) return 'refused';
  if (error instanceof UploadRefusedError) return error.code === 'EntityTooLarge' ? 'refused' : 'failed';
  return error instanceof ApiError && FOR_GOOD.has(error.code) ? 'refused' : 'failed';
}

/** A key whose record was deleted meanwhile, or that is another upload's, will never do again. */
export function isKeySpent(error: unknown): boolean {
  return error instanceof ApiError && error.code === 'IdempotencyConflict';
}

const PENDING = new Set<UploadState>(['waiting', 'hashing', 'sending', 'inspecting']);

/** Whether there is more to come by itself. */
export function isPending({ state }: UploadFile): boolean {
  return PENDING.has(state);
}
