import { createBatch, deleteBatch, readBatch } from './batch-operations.ts';
import { create, eraseAll, list, type Operation, read, remove, update } from './operations.ts';
import type { SchemaName } from './schemas.ts';

/** The same operation for a person who is signed in, on own records alone: owner and limit are not the request's to say. */
function own(operation: Operation, id: string, summary: string, description: string): Operation {
  const { parameters = [], body, errors } = operation;
  return {
    ...operation,
    id,
    summary,
    description,
    tag: 'users',
    security: 'accessToken',
    like: operation.id,
    parameters: parameters.filter((parameter) => !SETTLED.has((parameter as { name?: string }).name ?? '')),
    ...(body && { body: { ...body, schema: OWN_BODIES[body.schema] ?? body.schema } }),
    errors: [...errors, 'Unauthorized', 'SignInUnavailable'],
  };
}

/** Bodies without their owner. */
const OWN_BODIES: Partial<Record<SchemaName, SchemaName>> = {
  CreateBody: 'OwnCreateBody',
  BatchCreateBody: 'OwnBatchCreateBody',
};
const SETTLED = new Set(['userId', 'ticketsPerHour']);
const OTHERS = 'The record of anybody else is 404, as if it were not there.';
const COUNTED = 'Each person may take as many tickets in an hour of the clock as the stage says.';

export const createOwn = own(
  create,
  'createOwnRecord',
  'Create a record of one’s own',
  `As \`POST /metadata\`, for the person whose access token it is. \`Idempotency-Key\`s and names of images belong to this person. ${COUNTED}`,
);
export const listOwn = own(
  list,
  'listOwnRecords',
  'List one’s own records',
  'As `GET /metadata`, with the records of the person whose access token it is, and no others.',
);
export const readOwn = own(
  read,
  'readOwnRecord',
  'Read a record of one’s own',
  `As \`GET /metadata/{id}\`. ${OTHERS}`,
);
export const updateOwn = own(
  update,
  'updateOwnRecord',
  'Edit a record of one’s own, or replace its image',
  `As \`PUT /metadata/{id}\`. ${OTHERS} ${COUNTED} An edit that declares no upload takes none: its \`preSignedUrl\` is null.`,
);
export const eraseOwn = own(
  eraseAll,
  'eraseOwnRecords',
  'Erase all records of one’s own',
  'As `DELETE /metadata`, of the person whose access token it is.',
);
export const removeOwn = own(
  remove,
  'deleteOwnRecord',
  'Delete a record of one’s own and its image',
  `As \`DELETE /metadata/{id}\`. ${OTHERS} With \`erase=true\` it is 202 as well, and nothing happens.`,
);
export const createOwnBatch = own(
  createBatch,
  'createOwnRecords',
  'Create up to 100 records of one’s own',
  `As \`POST /metadata/batch\`. ${COUNTED}`,
);
export const readOwnBatch = own(
  readBatch,
  'readOwnRecords',
  'Read up to 100 records of one’s own',
  `As \`POST /metadata/batch_get\`; names are this person's own. ${OTHERS}`,
);
export const deleteOwnBatch = own(
  deleteBatch,
  'deleteOwnRecords',
  'Delete up to 100 records of one’s own and their images',
  `As \`POST /metadata/batch_delete\`. ${OTHERS}`,
);
