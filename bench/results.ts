import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ColdStart } from './sections/cold.ts';
import type { ListPage } from './sections/lists.ts';
import type { RenditionMiss } from './sections/renditions.ts';
import type { MixedLoad, UploadToReady } from './sections/uploads.ts';
import type { WarmCall } from './sections/warm.ts';

/** Everything that one run of the benchmark found. */
export interface Results {
  date: string;
  seconds: number;
  machine: Record<string, string | number>;
  bundles: { name: string; bytes: number; compressedBytes: number }[];
  cold: ColdStart[];
  warm: WarmCall[];
  lists: ListPage[];
  uploads: UploadToReady[];
  mixed: MixedLoad;
  renditions: RenditionMiss[];
}

const file = fileURLToPath(new URL('results.json', import.meta.url));

/** @throws Error when the benchmark has never run */
export function readResults(): Results {
  if (!existsSync(file)) throw new Error('There is no bench/results.json: run `npm run bench` first.');
  return JSON.parse(readFileSync(file, 'utf8')) as Results;
}

export function writeResults(results: Results): void {
  const rounded = (_: string, value: unknown) =>
    typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(4)) : value;
  writeFileSync(file, `${JSON.stringify(results, rounded, 2)}\n`);
}
