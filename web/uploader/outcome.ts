import {
  ApiError,
  ArgumentError,
  ImageRejectedError,
  NetworkError,
  TimeoutError,
  UploadRefusedError,
  UploadSupersededError,
} from '../../client/errors.ts';
import { errorWords } from '../words.ts';
import type { ChosenFile } from './upload.ts';

/** What an upload that ended without an image is now. */
export interface Outcome {
  /**
   * `offline`: no answer came, and it goes on by itself. `failed`: sending it again may help. `unreadable`: the file has
   * to be chosen again. `refused`: the same file will always be refused. `arrived`: it was sent, and its inspection takes
   * long.
   */
  state: 'offline' | 'failed' | 'unreadable' | 'refused' | 'arrived';
  reason: string;
  /** Its title or tags are what was refused. */
  mendable?: boolean;
}

/** The request itself is at fault, and would be again. */
const FOR_GOOD = new Set([
  'ValidationFailed',
  'BadRequest',
  'AlreadyExists',
  'TooManyTickets',
  'PayloadTooLarge',
  'UnsupportedMediaType',
]);

/** @param sent What was said of the file, to tell which tag is at fault. */
export function outcomeOf(error: unknown, sent?: Pick<ChosenFile, 'title' | 'tags'>): Outcome {
  if (isConnectionLost(error)) return { state: 'offline', reason: 'Waiting for the connection…' };
  const mendable =
    error instanceof ApiError && error.errors.some(({ path }) => /^(?:title|tags)\b/.test(path));
  return { state: stateOf(error), reason: errorWords(error, sent), mendable };
}

/** Whether nothing was heard of the service: by what it answers, for `navigator.onLine` is only a hint. */
export function isConnectionLost(error: unknown): boolean {
  if (error instanceof TimeoutError && error.code === 'InspectionTimeout') {
    return isConnectionLost(error.cause);
  }
  // A network that wants a login first answers in the place of the service.
  if (error instanceof ApiError) return error.code === 'NotJson';
  return error instanceof NetworkError || error instanceof TimeoutError;
}

function stateOf(error: unknown): Outcome['state'] {
  if (error instanceof ImageRejectedError || error instanceof UploadSupersededError) return 'refused';
  if (error instanceof TimeoutError) return 'arrived';
  if (error instanceof ArgumentError) return error.argument === 'file' ? 'unreadable' : 'refused';
  if (error instanceof UploadRefusedError) return error.code === 'EntityTooLarge' ? 'refused' : 'failed';
  if (error instanceof ApiError && FOR_GOOD.has(error.code)) return 'refused';
  return 'failed';
}
