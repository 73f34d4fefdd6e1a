import { ThrottlingException } from '@aws-sdk/client-dynamodb';
import { afterAll, expect, it } from 'vitest';
import { TABLE_PATIENCE } from '../../../../../lambdas/metadata-api/patience.ts';
import { Harness } from '../../support/harness.ts';
import { TestTable } from '../../support/table.ts';
import { named, statuses } from './given-batches.ts';

const table = await TestTable.start(TABLE_PATIENCE.attempts);
afterAll(() => table.stop());
const api = new Harness(table);

it('what DynamoDB throttles of a batch is tried again, and every item is done', async () => {
  let calls = 0;
  let throttled = 0;
  // Below the SDK's own retries.
  table.client.middlewareStack.add(
    (next) => (args) => {
      calls += 1;
      if (calls % 10 !== 1) return next(args);
      throttled += 1;
      throw new ThrottlingException({ message: 'Too fast', $metadata: { httpStatusCode: 400 } });
    },
    { step: 'deserialize', priority: 'low' },
  );
  const batch = (what: string, body: object) =>
    api.call('POST', `/metadata/batch${what}`, { body, headers: { 'Idempotency-Key': 'k' } });
  const made = await batch('', { records: named(40) });
  expect(statuses(made)).toEqual(named(40).map(() => 201));
  expect(throttled).toBeGreaterThan(5);
  const ids = made.body.results.map(({ metadata }: { metadata: { id: string } }) => metadata.id);
  expect(statuses(await batch('_get', { ids }))).toEqual(named(40).map(() => 200));
  expect(statuses(await batch('_delete', { ids }))).toEqual(named(40).map(() => 204));
});
