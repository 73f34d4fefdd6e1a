import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { reportOf } from '../../bench/report.ts';
import { readResults } from '../../bench/results.ts';
import { betweenMarks } from '../../tools/docs/between-marks.ts';

const { functions, ...others } = readResults();

it('docs/performance.md is what the last measurements say', () => {
  const page = readFileSync('docs/performance.md', 'utf8');
  expect(betweenMarks(page, 'bench', reportOf(readResults()))).toBe(page);
});

it('each section says when it was measured, since each can be measured alone', () => {
  const later = { ...functions!, date: '2099-01-01' };
  const report = reportOf({ ...others, functions: later });
  expect(report).toContain('**functions**, measured 2099-01-01 in');
  expect(report.split('2099-01-01')).toHaveLength(2);
});

it('a section that was never measured is left out, its promises too', () => {
  const report = reportOf(others);
  expect(report).not.toContain('**functions**');
  expect(report).not.toContain('POST, cold');
  expect(report).toContain('**service**');
});

it('a promise that is not kept says NO, and one that could not be measured says so', () => {
  const { found } = functions!;
  const slow = found.cold.map((one) =>
    one.name === 'metadata-api, POST' ? { ...one, timesEmpty: 99 } : one,
  );
  const withoutPython = { ...found, cold: slow.filter(({ name }) => !name.startsWith('Python')) };
  const rows = reportOf({ functions: { ...functions!, found: withoutPython } }).split('\n');
  const kept = (what: string) =>
    rows
      .find((row) => row.includes(what))!
      .split('|')
      .at(-2)!
      .trim();
  expect(kept('× an empty function')).toBe('NO');
  expect(rows.find((row) => /^\| POST, cold .*× Python/.test(row))).toContain('| not measured |');
});

it('each function alone, what users wait for, and the local run itself are under a heading each', () => {
  const headings = reportOf(readResults()).match(/^### .*$/gm);
  expect(headings).toEqual([
    '### Each function alone',
    '### Times that users feel',
    '### The local run itself',
  ]);
});
