import type { Mutation } from '../mutation.ts';
import { of, tests } from './of.ts';

const CREATE = tests('metadata-api/http/batches', 'create');
const READ_AND_DELETE = tests('metadata-api/http/batches', 'read-and-delete');
const FAULTS = tests('metadata-api/http/batches', 'faults');

/** Many records at once. */
export const BATCHES: readonly Mutation[] = of(
  'metadata-api/http/batches.ts',
  {
    name: 'all items of a batch have one key',
    find: 'key: String(index) }',
    replace: "key: '' }",
    tests: CREATE,
  },
  {
    name: 'the key of a batch is that of a single call',
    find: "[...space, 'batch', retryKey.key], key: String(index)",
    replace: 'space, key: retryKey.key',
    tests: CREATE,
  },
  {
    name: 'a batch reads records of anybody',
    find: 'const record = requireOwner(found, userId);',
    replace: 'const record = requireOwner(found, undefined);',
    tests: READ_AND_DELETE,
  },
  {
    name: 'a batch deletes records of anybody',
    find: 'await deleteRecord(services, found, { userId });',
    replace: 'await deleteRecord(services, found, {});',
    tests: READ_AND_DELETE,
  },
  {
    name: 'a batch counts no tickets',
    find: 'createRecord(services, body, key, ticketsPerHour)',
    replace: 'createRecord(services, body, key)',
    tests: CREATE,
  },
  {
    name: 'names of a batch are made in any order',
    find: 'const done = before ? before.then(run, run) : run();',
    replace: 'const done = run();',
    tests: CREATE,
  },
  {
    name: 'what fails in a batch is not told',
    find: 'failures.push(...(failed.failures ?? []));',
    replace: '',
    tests: FAULTS,
  },
);
