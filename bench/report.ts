import { digits } from './harness/statistics.ts';
import type { Results } from './results.ts';
import { type Target, targetsOf } from './targets.ts';

type Cell = string | number | undefined;

/** The run as Markdown tables, for the terminal and for docs/performance.md. */
export function reportOf(results: Results): string {
  const { machine, cold, warm, lists, uploads, mixed, renditions } = results;
  return [
    `Measured ${results.date} in ${Math.round(results.seconds)} s on: ${Object.entries(machine)
      .map(([name, value]) => `${name} ${value}`)
      .join(', ')}.`,
    table(['promise', 'limit', 'measured', '', 'kept'], targetsOf(results).map(targetRow)),
    table(
      ['bundle', 'KB', 'compressed KB'],
      results.bundles.map(({ name, bytes, compressedBytes }) => [name, kilo(bytes), kilo(compressedBytes)]),
    ),
    table(
      ['cold start', 'init ms', 'first call ms', '× empty', 'CPU ms', 'CPU × empty'],
      cold.map((one) => [one.name, one.initMs, one.firstMs, one.timesEmpty, one.cpuMs, one.cpuTimesEmpty]),
    ),
    table(
      ['warm call', 'CPU µs', 'p50 ms', 'p99 ms'],
      warm.map(({ name, cpuUs, p50Ms, p99Ms }) => [name, cpuUs, p50Ms, p99Ms]),
    ),
    table(
      ['records in the table', 'list of 50, p50 ms', 'p99 ms', 'queries', 'read units'],
      lists.map(({ records, p50Ms, p99Ms, queries, readUnits }) => [
        records,
        p50Ms,
        p99Ms,
        queries,
        readUnits,
      ]),
    ),
    table(
      ['uploads at once', 'upload to ready, p50 ms', 'p95 ms'],
      uploads.map(({ concurrent, p50Ms, p95Ms }) => [concurrent, p50Ms, p95Ms]),
    ),
    table(
      ['mixed load', 'requests/s', 'uploads/s', 'p50 ms', 'p99 ms', 'throttled', 'failed'],
      [
        [
          `${mixed.clients} clients, ${mixed.seconds} s`,
          mixed.requestsPerSecond,
          mixed.uploadsPerSecond,
          mixed.p50Ms,
          mixed.p99Ms,
          mixed.throttled,
          mixed.failed,
        ],
      ],
    ),
    table(
      ['view of an image of 12 megapixels', 'p50 ms', 'p95 ms', 'KB'],
      renditions.map(({ what, p50Ms, p95Ms, kilobytes }) => [what, p50Ms, p95Ms, kilobytes]),
    ),
  ].join('\n\n');
}

const kilo = (bytes: number): number => Math.round(bytes / 1024);

function targetRow({ what, limit, measured, unit }: Target): Cell[] {
  const kept = measured === undefined ? 'not measured' : measured <= limit ? 'yes' : 'NO';
  return [what, limit, measured, unit, kept];
}

function table(head: string[], rows: Cell[][]): string {
  const cells = rows.map((row) =>
    row.map((cell) => (typeof cell === 'number' ? number(cell) : (cell ?? '–'))),
  );
  const widths = head.map((title, i) => Math.max(title.length, ...cells.map((row) => row[i]!.length)));
  const line = (row: string[]) => `| ${row.map((cell, i) => cell.padEnd(widths[i]!)).join(' | ')} |`;
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  return [line(head), rule, ...cells.map(line)].join('\n');
}

const number = (value: number): string => (Number.isInteger(value) ? `${value}` : `${digits(value)}`);
