import { ERROR_CODES, type ErrorCode } from '../error-codes.ts';
import { recordPath } from '../requests.ts';
import { createBatch, deleteBatch, readBatch } from './batch-operations.ts';
import { EXAMPLES } from './examples.ts';
import {
  create,
  downloadUrl,
  eraseAll,
  list,
  type Operation,
  read,
  remove,
  update,
  uploadUrl,
} from './operations.ts';
import {
  createOwn,
  createOwnBatch,
  deleteOwnBatch,
  eraseOwn,
  listOwn,
  readOwn,
  readOwnBatch,
  removeOwn,
  updateOwn,
} from './own-operations.ts';
import { headerRef, parametersOf, type SchemaName, schemaRef } from './schemas.ts';

/** Answers of API Gateway itself, possible everywhere. */
const EVERYWHERE: ErrorCode[] = [
  'Forbidden',
  'FirewallRefused',
  'TooManyRequests',
  'InternalError',
  'Timeout',
];

/** Every path with what can be done there. */
export function paths() {
  return {
    '/metadata': { post: operation(create), get: operation(list), delete: operation(eraseAll) },
    '/metadata/batch': { post: operation(createBatch) },
    '/metadata/batch_get': { post: operation(readBatch) },
    '/metadata/batch_delete': { post: operation(deleteBatch) },
    '/metadata/{id}': {
      parameters: parametersOf('path', recordPath),
      get: operation(read),
      put: operation(update),
      delete: operation(remove),
    },
    '/my/metadata': { post: operation(createOwn), get: operation(listOwn), delete: operation(eraseOwn) },
    '/my/metadata/batch': { post: operation(createOwnBatch) },
    '/my/metadata/batch_get': { post: operation(readOwnBatch) },
    '/my/metadata/batch_delete': { post: operation(deleteOwnBatch) },
    '/my/metadata/{id}': {
      parameters: parametersOf('path', recordPath),
      get: operation(readOwn),
      put: operation(updateOwn),
      delete: operation(removeOwn),
    },
    '/api/upload_url': { post: operation(uploadUrl) },
    '/api/download_url': { post: operation(downloadUrl) },
  };
}

function operation(described: Operation) {
  const { id, summary, description, tag, security, like, parameters, body, answer, done, errors } = described;
  const examples = EXAMPLES[like ?? id];
  const statuses = new Set([...errors, ...EVERYWHERE].map((code) => ERROR_CODES[code].status));
  return {
    operationId: id,
    summary,
    description,
    tags: [tag],
    ...(security && { security: [{ [security]: [] }] }),
    ...(parameters && { parameters }),
    ...(body && { requestBody: { required: body.required, content: json(body.schema, examples?.body) } }),
    responses: {
      ...(answer
        ? {
            [answer.status]: {
              description: 'Done.',
              ...(answer.headers && {
                headers: Object.fromEntries(answer.headers.map((name) => [name, headerRef(name)])),
              }),
              content: json(answer.schema, examples?.answer),
            },
          }
        : Object.fromEntries(
            Object.entries(done ?? {}).map(([status, text]) => [status, { description: text }]),
          )),
      ...Object.fromEntries(
        [...statuses].map((status) => [status, { $ref: `#/components/responses/Status${status}` }]),
      ),
    },
  };
}

function json(schema: SchemaName, example: unknown) {
  return { 'application/json': { schema: schemaRef(schema), ...(example !== undefined && { example }) } };
}
