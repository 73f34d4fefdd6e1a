import { createQuery, deleteQuery, readQuery } from '../requests.ts';
import { BODY_ERRORS, type Operation, parameterRef } from './operations.ts';
import { parametersOf, type SchemaName } from './schemas.ts';

const EACH =
  'Answers one result for each item, in order: what a single call would be answered, or its status and error, with `retryAfter` where that would have the header `Retry-After`. One that fails leaves the others.';

/** What is made of single calls. */
function batch(
  kind: 'Create' | 'Get' | 'Delete',
  described: Pick<Operation, 'id' | 'summary' | 'description' | 'parameters'>,
): Operation {
  return {
    ...described,
    tag: 'records',
    body: { schema: `Batch${kind}Body` satisfies SchemaName, required: true },
    answer: { schema: `Batch${kind}Answer` satisfies SchemaName, status: 200 },
    errors: BODY_ERRORS,
  };
}

export const createBatch = batch('Create', {
  id: 'createRecords',
  summary: 'Create up to 100 records',
  description: `As \`POST /metadata\` for each. ${EACH} With an \`Idempotency-Key\` each record is made once, by its place in the request, or by an \`idempotencyKey\` of its own, which is the same as that of a single call: a repeated batch makes nothing, and gets fresh URLs. Of two records with one name the first is made. The gateway's throttle and quota count one request.`,
  parameters: [...parametersOf('query', createQuery, 'CreateQuery'), parameterRef('IdempotencyKey')],
});

export const readBatch = batch('Get', {
  id: 'readRecords',
  summary: 'Read up to 100 records',
  description: `As \`GET /metadata/{id}\` for each, by id, or with \`userId\` by name (\`imageIds\`). ${EACH}`,
  parameters: parametersOf('query', readQuery, 'ReadQuery'),
});

export const deleteBatch = batch('Delete', {
  id: 'deleteRecords',
  summary: 'Delete up to 100 records and their images',
  description: `As \`DELETE /metadata/{id}\` for each. ${EACH}`,
  parameters: parametersOf('query', deleteQuery, 'DeleteQuery'),
});
