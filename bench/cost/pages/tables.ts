import { type Line, total } from '../bill.ts';

/** A bill, for a reader. */
export function billTable(lines: Line[]): string {
  return table(
    ['service', 'units', 'USD'],
    [
      ...lines.map(({ service, units, usd }) => [service, units, dollars(usd)]),
      ['**total**', '', `**${dollars(total(lines))}**`],
    ],
    2,
  );
}

/** Bills side by side, service by service, in whole dollars. */
export function billsTable(heads: string[], bills: Line[][]): string {
  const services = [...new Set(bills.flatMap((lines) => lines.map(({ service }) => service)))];
  const sumOf = (lines: Line[], service: string) => total(lines.filter((line) => line.service === service));
  return table(
    ['USD a month', ...heads],
    [
      ...services.map((service) => [service, ...bills.map((lines) => round(sumOf(lines, service)))]),
      ['**total**', ...bills.map((lines) => `**${round(total(lines))}**`)],
    ],
  );
}

/** @param texts - columns from the left that are not numbers */
export function table(heads: string[], rows: string[][], texts = 1): string {
  const rule = heads.map((_, at) => (at < texts ? '---' : '---:')).join('|');
  return [`| ${heads.join(' | ')} |`, `|${rule}|`, ...rows.map((row) => `| ${row.join(' | ')} |`)]
    .map((line) => line.replaceAll('  ', ' '))
    .join('\n');
}

export const dollars = (usd: number): string =>
  usd.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** In whole dollars. */
export const round = (usd: number): string => Math.round(usd).toLocaleString('en');

export const many = (count: number): string => count.toLocaleString('en');
