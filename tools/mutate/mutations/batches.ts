import type { Mutation } from '../mutation.ts';
import { of, tests } from './of.ts';

const OWN = tests('metadata-api', 'http/batches');

/** Many records at once. */
export const BATCHES: readonly Mutation[] = of(
  'metadata-api/http/batches.ts',
  {
    name: 'all items of a batch have one key',
    find: 'key: String(index) }',
    replace: "key: '' }",
    tests: OWN,
  },
  {
    name: 'the key of a batch is that of a single call',
    find: "[...space, 'batch', retryKey.key], key: String(index)",
    replace: 'space, key: retryKey.key',
    tests: OWN,
  },
  {
    name: 'a batch reads records of anybody',
    find: 'const record = requireOwner(found, userId);',
    replace: 'const record = requireOwner(found, undefined);',
    tests: OWN,
  },
  {
    name: 'a batch deletes records of anybody',
    find: 'await deleteRecord(services, found, { userId });',
    replace: 'await deleteRecord(services, found, {});',
    tests: OWN,
  },
  {
    name: 'a batch counts no tickets',
    find: 'createRecord(services, body, key, ticketsPerHour)',
    replace: 'createRecord(services, body, key)',
    tests: OWN,
  },
  {
    name: 'names of a batch are made in any order',
    find: 'const created = before ? before.then(create, create) : create();',
    replace: 'const created = create();',
    tests: OWN,
  },
  {
    name: 'what fails in a batch is not told',
    find: 'failures.push(...(failed.failures ?? []));',
    replace: '',
    tests: OWN,
  },
);
