import type { ErrorCode } from '../error-codes.ts';
import { createQuery, deleteQuery, eraseAllQuery, listQuery, readQuery, updateQuery } from '../requests.ts';
import { parametersOf, type SchemaName } from './schemas.ts';

/** What can be done, and what comes of it. */
export interface Operation {
  id: string;
  summary: string;
  description: string;
  tag: 'records' | 'named images' | 'users';
  /** What a caller must show: the API key by default. */
  security?: 'accessToken';
  /** The operation whose examples are its own. */
  like?: string;
  parameters?: object[];
  body?: { schema: SchemaName; required: boolean };
  answer?: { schema: SchemaName; status: 200 | 201; headers?: string[] };
  /** Answers without a body, by their status. */
  done?: Record<number, string>;
  errors: ErrorCode[];
}

export const BODY_ERRORS: ErrorCode[] = ['ValidationFailed', 'PayloadTooLarge', 'UnsupportedMediaType'];
export const parameterRef = (name: string) => ({ $ref: `#/components/parameters/${name}` });

export const create: Operation = {
  id: 'createRecord',
  summary: 'Create a record',
  description:
    'Creates a record and gives the first ticket to upload its image. What is declared (`contentType`, `size`, `sha256`) is signed into the ticket: S3 refuses anything else, and the URL works once. With `userId` and `imageId` the image can be found by name, and exists once. With `ticketsPerHour` the owner that the body names may take so many tickets in an hour of the clock; what is beyond is 429 `HourlyLimitReached`.',
  tag: 'records',
  parameters: [...parametersOf('query', createQuery, 'CreateQuery'), parameterRef('IdempotencyKey')],
  body: { schema: 'CreateBody', required: true },
  answer: { schema: 'RecordAnswer', status: 201, headers: ['ETag', 'Location'] },
  errors: [...BODY_ERRORS, 'AlreadyExists', 'IdempotencyConflict', 'HourlyLimitReached'],
};

export const list: Operation = {
  id: 'listRecords',
  summary: 'List records',
  description:
    'Records page by page, newest first. With `userId` and `imageId` it looks up one image by name: the list has one record or none, and no other filter may be given.',
  tag: 'records',
  parameters: parametersOf('query', listQuery, 'ListQuery'),
  answer: { schema: 'ListAnswer', status: 200 },
  errors: ['ValidationFailed'],
};

export const read: Operation = {
  id: 'readRecord',
  summary: 'Read a record',
  description:
    'The record, and once an image was accepted a URL to download it, else null. With `userId` the record of another owner is 404, as if it were not there.',
  tag: 'records',
  parameters: parametersOf('query', readQuery, 'ReadQuery'),
  answer: { schema: 'RecordAnswer', status: 200, headers: ['ETag'] },
  errors: ['ValidationFailed', 'NotFound'],
};

export const update: Operation = {
  id: 'updateRecord',
  summary: 'Edit a record, or replace its image',
  description:
    'Merges the edit into the record and gives a new ticket; without a body just the ticket. The last good image stays until another is accepted. `preSignedUrl` is null for an edit of a record that can take no further upload for now, or that declares nothing where the stage demands it, or where `ticketsPerHour` counts tickets. With `userId` the record of another owner is 404, as if it were not there.',
  tag: 'records',
  parameters: [...parametersOf('query', updateQuery, 'UpdateQuery'), parameterRef('IfMatch')],
  body: { schema: 'UpdateBody', required: false },
  answer: { schema: 'RecordAnswer', status: 200, headers: ['ETag'] },
  errors: [
    ...BODY_ERRORS,
    'NotFound',
    'TooManyTickets',
    'EditConflict',
    'PreconditionFailed',
    'HourlyLimitReached',
  ],
};

export const remove: Operation = {
  id: 'deleteRecord',
  summary: 'Delete a record and its image',
  description:
    'Safe to repeat. The storage URLs of the image stop working within seconds; what is deleted can be restored for some days. With `erase=true` nothing can: every version goes from storage, also of records of this id that were deleted before, and the answer is 202, whether there was anything or not. With `userId` the record of another owner is 404, as if it were not there; with `erase=true` it is 202 as well, and nothing happens.',
  tag: 'records',
  parameters: [...parametersOf('query', deleteQuery, 'DeleteQuery'), parameterRef('IfMatch')],
  done: { 202: 'Being erased.', 204: 'Deleted.' },
  errors: ['ValidationFailed', 'NotFound', 'EditConflict', 'PreconditionFailed'],
};

export const eraseAll: Operation = {
  id: 'eraseRecords',
  summary: 'Erase all records of an owner',
  description:
    'Deletes all records of this owner that there are now, and has every version of their images go from storage, with those of records that were deleted before. Safe to repeat. Without `userId` and `erase=true` nothing is done.',
  tag: 'records',
  parameters: parametersOf('query', eraseAllQuery, 'EraseAllQuery'),
  done: { 202: 'Being erased.' },
  errors: ['ValidationFailed'],
};

export const uploadUrl: Operation = {
  id: 'uploadUrl',
  summary: 'Get a URL to upload a named image',
  description:
    'Finds the image of this name, or creates its record. `tweetId` is an older name of `imageId`.',
  tag: 'named images',
  body: { schema: 'UploadUrlBody', required: true },
  answer: { schema: 'PresignedUrlAnswer', status: 200 },
  errors: [...BODY_ERRORS, 'TooManyTickets', 'EditConflict'],
};

export const downloadUrl: Operation = {
  id: 'downloadUrl',
  summary: 'Get a URL to download a named image',
  description: '404 while there is no image of this name.',
  tag: 'named images',
  body: { schema: 'DownloadUrlBody', required: true },
  answer: { schema: 'PresignedUrlAnswer', status: 200 },
  errors: [...BODY_ERRORS, 'NotFound'],
};
