/** What became of a record's latest upload. */
export const STATUSES = ['pending', 'ready', 'rejected'] as const;

export type Status = (typeof STATUSES)[number];

/** Why an upload was refused. */
export const REJECTION_CODES = [
  'EmptyObject',
  'NotAnImage',
  'UnsupportedType',
  'TypeMismatch',
  'TooManyBytes',
  'TooManyPixels',
  'Unreadable',
  /** The record has taken as many uploads as it can remember, see MAX_USED_TICKETS. */
  'TooManyUploads',
] as const;

export type RejectionCode = (typeof REJECTION_CODES)[number];

/** Why an accepted image has no thumbnail. */
export const THUMBNAIL_ERRORS = [
  /** Its type is one that thumbnails cannot be drawn from. */
  'Unsupported',
  'Undecodable',
  'TooManyPixels',
  /** It took longer to decode than an image may. */
  'TimedOut',
  /** Drawing it failed twice without a word: memory, most likely. */
  'Failed',
] as const;

export type ThumbnailError = (typeof THUMBNAIL_ERRORS)[number];
