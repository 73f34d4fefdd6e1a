import { afterAll } from 'vitest';
import { Harness } from './harness.ts';
import { TestTable } from './table.ts';

/** The API on a table of its own, for as long as a test file runs. */
export async function startHarness(): Promise<Harness> {
  const table = await TestTable.start();
  afterAll(() => table.stop());
  return new Harness(table);
}
