import { digits } from './harness/statistics.ts';
import type { Part, Results } from './results.ts';
import { SECTION_NAMES, SECTIONS, type SectionName } from './sections/all.ts';
import type { Cell, Table, Target } from './sections/section.ts';

/** What was measured as Markdown, for the terminal and for docs/performance.md: the promises first, then each section. */
export function reportOf(results: Results): string {
  const promises: Target[] = [];
  const sections: string[] = [];
  let heading = '';
  const add = <Name extends SectionName>(name: Name) => {
    const part = results[name];
    if (part === undefined) return;
    if (SECTIONS[name].heading !== heading) {
      heading = SECTIONS[name].heading;
      sections.push(`### ${heading}`);
    }
    promises.push(...SECTIONS[name].targets(part.found));
    sections.push(measuredWhen(name, part), ...SECTIONS[name].tables(part.found).map(markdown));
  };
  for (const name of SECTION_NAMES) add(name);
  const promised = { head: ['promise', 'limit', 'measured', '', 'kept'], rows: promises.map(targetRow) };
  return [markdown(promised), ...sections].join('\n\n');
}

function measuredWhen(name: SectionName, { date, seconds, machine }: Part<unknown>): string {
  const described = Object.entries(machine).map(([what, value]) => `${what} ${value}`);
  return `**${name}**, measured ${date} in ${Math.round(seconds)} s on: ${described.join(', ')}.`;
}

function targetRow({ what, limit, measured, unit }: Target): Cell[] {
  const kept = measured === undefined ? 'not measured' : measured <= limit ? 'yes' : 'NO';
  return [what, limit, measured, unit, kept];
}

function markdown({ head, rows }: Table): string {
  const cells = rows.map((row) =>
    row.map((cell) => (typeof cell === 'number' ? number(cell) : (cell ?? '–'))),
  );
  const widths = head.map((title, i) => Math.max(title.length, ...cells.map((row) => row[i]!.length)));
  const line = (row: string[]) => `| ${row.map((cell, i) => cell.padEnd(widths[i]!)).join(' | ')} |`;
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  return [line(head), rule, ...cells.map(line)].join('\n');
}

const number = (value: number): string => (Number.isInteger(value) ? `${value}` : `${digits(value)}`);
