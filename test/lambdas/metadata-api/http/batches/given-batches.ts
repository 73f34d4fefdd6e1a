import { beforeEach } from 'vitest';
import type { Json } from '../../../../support/api.ts';
import { startHarness } from '../../support/start.ts';

/** The id of no record. */
export const NOWHERE = '00000000-0000-4000-8000-000000000000';

/** So many records to be made, each of a name of its own. */
export const named = (count: number) => Array.from({ length: count }, (_, at) => ({ filename: `${at}.jpg` }));

/** Of each result of a batch, in order. */
export const statuses = ({ body }: { body: Json }): number[] =>
  body.results.map(({ status }: { status: number }) => status);

/** The API on an empty table for each test of a file. */
export async function givenBatches() {
  const api = await startHarness();
  beforeEach(() => api.table.clear());
  return {
    api,
    post: (what: '' | '_get' | '_delete', body: unknown, headers = {}, query = '') =>
      api.call('POST', `/metadata/batch${what}${query}`, { body, headers }),
    records: async () => (await api.table.dump()).filter(({ version }) => version),
  };
}
