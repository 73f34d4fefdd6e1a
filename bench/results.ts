import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Found, SectionName } from './sections/all.ts';

/** What one section found when it was last measured. */
export interface Part<Found> {
  date: string;
  seconds: number;
  machine: Record<string, string | number>;
  found: Found;
}

/** Of each section the last measurement; sections are measured together or alone. */
export type Results = { [Name in SectionName]?: Part<Found[Name]> };

const file = fileURLToPath(new URL('results.json', import.meta.url));

/** Nothing where nothing was ever measured. */
export function readResults(): Results {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Results) : {};
}

export function writeResults(results: Results): void {
  const rounded = (_: string, value: unknown) =>
    typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(4)) : value;
  writeFileSync(file, `${JSON.stringify(results, rounded, 2)}\n`);
}
