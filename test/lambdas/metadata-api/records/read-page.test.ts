import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createdRange,
  MAX_ROUNDS,
  type Range,
  readPage,
} from '../../../../lambdas/metadata-api/records/list/read-page.ts';
import { type ImageRecord, sortKeyOf } from '../../../../lambdas/shared/record.ts';

interface Row {
  sortKey: string;
  matches: boolean;
}

const hex = (at: number) => at.toString(16).padStart(12, '0');
const row = (at: number, matches: boolean): Row => ({
  sortKey: sortKeyOf(1_700_000_000_000 + Math.floor(at / 3), `00000000-0000-4000-8000-${hex(at)}`),
  matches,
});

/** A sorted partition that is queried as DynamoDB is: the limit counts rows looked at, not rows that match. */
function partition(rows: Row[], ascending: boolean) {
  const sorted = rows.toSorted((a, b) => (a.sortKey < b.sortKey === ascending ? -1 : 1));
  const queries: number[] = [];
  const read = async ({ from, to }: Range, limit: number) => {
    queries.push(limit);
    const inRange = sorted.filter(({ sortKey }) => sortKey >= from && sortKey <= to);
    const looked = inRange.slice(0, limit);
    return {
      records: looked.filter(({ matches }) => matches) as unknown as ImageRecord[],
      // DynamoDB may say that there is more when the limit falls on the last row.
      reached: looked.length === limit ? looked.at(-1)?.sortKey : undefined,
    };
  };
  return { read, queries };
}

const ALL = createdRange(undefined, undefined);

describe('a page', () => {
  it('walks through every matching record once and in order, however they are spread', async () => {
    const table = fc.array(fc.array(fc.boolean(), { maxLength: 40 }), { minLength: 1, maxLength: 8 });
    const cut = fc.record({
      limit: fc.integer({ min: 1, max: 12 }),
      ascending: fc.boolean(),
      filtered: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(table, cut, async (shards, { limit, ascending, filtered }) => {
        const rows = shards.map((flags, shard) =>
          flags.map((flag, at) => row(at * shards.length + shard, flag || !filtered)),
        );
        const expected = rows
          .flat()
          .filter(({ matches }) => matches)
          .map(({ sortKey }) => sortKey)
          .sort();
        if (!ascending) expected.reverse();
        const seen: string[] = [];
        let range = ALL;
        for (;;) {
          const lanes = rows.map((one) => partition(one, ascending));
          const options = { range, order: ascending ? ('asc' as const) : ('desc' as const), limit, filtered };
          const page = await readPage(
            lanes.map(({ read }) => read),
            options,
          );
          seen.push(...page.records.map(({ sortKey }) => sortKey));
          if (!filtered) expect(lanes.map(({ queries }) => queries.length)).toEqual(lanes.map(() => 1));
          if (page.next === undefined) break;
          expect(page.records).toHaveLength(limit);
          range = ascending ? { ...ALL, from: `${page.next}!` } : { ...ALL, to: before(page.next) };
        }
        expect(seen).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  it('goes on for a rare match, and stops at a bound with a cursor that goes on', async () => {
    const rows = Array.from({ length: 20_000 }, (_, at) => row(at, at === 3_000 || at === 19_000));
    const order = 'asc' as const;
    const first = partition(rows, true);
    const page = await readPage([first.read], { range: ALL, order, limit: 1, filtered: true });
    expect(page.records.map(({ sortKey }) => sortKey)).toEqual([rows[3_000]!.sortKey]);
    expect(first.queries.length).toBe(MAX_ROUNDS);
    const looked = first.queries.reduce((sum, limit) => sum + limit, 0);
    expect(page.next).toBe(rows[looked - 1]!.sortKey);
    const second = partition(rows, true);
    const range = { ...ALL, from: `${page.next}!` };
    const empty = await readPage([second.read], { range, order, limit: 1, filtered: true });
    expect(empty.records).toEqual([]);
    expect(empty.next).toBe(rows[2 * looked - 1]!.sortKey);
  });
});

function before(sortKey: string): string {
  return `${sortKey.slice(0, -1)}${String.fromCharCode(sortKey.charCodeAt(sortKey.length - 1) - 1)}~`;
}
