import type { Mutation } from '../mutation.ts';
import { of, tests } from './of.ts';

const RECORDS = (...names: string[]) => tests('metadata-api/records', ...names);

/** What the API makes of records and tickets. */
export const API: readonly Mutation[] = [
  ...of('metadata-api/records/conditions.ts', {
    name: 'a record of another owner is there',
    find: '(userId !== undefined && current.userId !== userId)',
    replace: 'false',
    tests: RECORDS('owners'),
  }),
  ...of('metadata-api/records/update-expression.ts', {
    name: 'an edit is not held to the owner',
    find: 'if (options.userId !== undefined) demand',
    replace: 'if (false) demand',
    tests: RECORDS('owners'),
  }),
  ...of('metadata-api/records/delete-record.ts', {
    name: 'a DELETE is not held to the owner',
    find: 'requireOwner(read, userId)',
    replace: 'requireOwner(read, undefined)',
    tests: RECORDS('owners'),
  }),
  ...of(
    'metadata-api/records/delete-record.ts',
    {
      name: 'a DELETE takes a successor with it',
      find: ' || current.incarnation !== found.incarnation',
      replace: '',
      tests: RECORDS('delete'),
    },
    {
      name: 'a remembered request does not hear that its record was deleted',
      find: 'if (found.requestId !== undefined) await',
      replace: 'if (false) await',
      tests: RECORDS('idempotency'),
    },
  ),
  ...of(
    'metadata-api/records/record-store.ts',
    {
      name: 'a record overwrites another one of its id',
      find: "ConditionExpression: 'attribute_not_exists(id)',",
      replace: '',
      tests: RECORDS('named-images'),
    },
    {
      name: 'a creation whose answer was lost is a conflict',
      find: '({ incarnation }) => incarnation === record.incarnation',
      replace: '() => false',
      tests: RECORDS('lost-answers'),
    },
    {
      name: 'an edit whose answer was lost is a conflict',
      find: '({ lastEdit }) => lastEdit === edit',
      replace: '() => false',
      tests: RECORDS('lost-answers'),
    },
  ),
  ...of(
    'metadata-api/records/update-expression.ts',
    {
      name: 'If-Match is not asked of the table',
      find: 'if (options.versions) {',
      replace: 'if (false) {',
      tests: RECORDS('editing'),
    },
    { name: 'an edit raises no version', find: "add('version', 1);", replace: '', tests: RECORDS('editing') },
    {
      name: 'an exact outcome is written over a newer record',
      find: 'demand(condition);',
      replace: "demand('attribute_exists(version)');",
      tests: RECORDS('editing'),
    },
    {
      name: 'an edit makes a record',
      find: "demand('attribute_exists(version)');",
      replace: "demand('attribute_not_exists(nothing)');",
      tests: tests('metadata-api/tickets', 'issue-ticket'),
    },
    {
      name: 'tickets are given that nothing can remember',
      find: 'if (options.ticket)',
      replace: 'if (false)',
      tests: RECORDS('editing'),
    },
  ),
  ...of(
    'metadata-api/records/create-once.ts',
    {
      name: 'a key is not remembered',
      find: 'const former = await requests.remember(wanted, now, REMEMBERED_SECONDS);',
      replace: 'const former: typeof wanted | undefined = undefined;',
      tests: RECORDS('idempotency'),
    },
    {
      name: 'a key gets the record of another body',
      find: ' && former.hash !== hash',
      replace: ' && false',
      tests: RECORDS('idempotency'),
    },
    {
      name: 'a deleted record is made anew by its key',
      find: 'if (deleted) throw recordDeleted();',
      replace: '',
      tests: RECORDS('idempotency'),
    },
    {
      name: 'a repeat overtakes a deletion',
      find: 'if (slow && (await requests.find(requestId))?.deleted) {',
      replace: 'if (false) {',
      tests: RECORDS('idempotency'),
    },
  ),
  ...of('metadata-api/records/request-store.ts', {
    name: 'a key is remembered until the table forgets it',
    find: '} <= :now`',
    replace: '} <= :now AND attribute_exists(nothing)`',
    tests: RECORDS('idempotency'),
  }),
  ...of('metadata-api/tickets/object-urls.ts', {
    name: 'GET URLs name no version',
    find: '...(versionId !== undefined && { versionId }),',
    replace: '',
    tests: tests('metadata-api/tickets', 'object-urls'),
  }),
];
