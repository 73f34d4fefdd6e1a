import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { betweenMarks } from '../tools/docs/between-marks.ts';
import { askedForHelp, runCommand } from '../tools/flags.ts';
import { type Bench, startBench } from './harness/environment.ts';
import { startBenchRun } from './harness/local-run.ts';
import { describeMachine } from './harness/machine.ts';
import { reportOf } from './report.ts';
import { type Results, writeResults } from './results.ts';
import { coldStarts } from './sections/cold.ts';
import { functions as sources } from './sections/functions.ts';
import { listPages } from './sections/lists.ts';
import { renditionMisses } from './sections/renditions.ts';
import { mixedLoad, uploadsToReady } from './sections/uploads.ts';
import { warmCalls } from './sections/warm.ts';

const COLD_ROUNDS = 35;
const MIXED_SECONDS = 30;
const MIXED_CLIENTS = 8;
const IMAGES = 12;

const USAGE = `Usage: npm run bench

Measures everything that docs/performance.md tells, in about eight minutes, and writes it there. On a quiet machine: the
report says how busy it was.`;

const start = performance.now();
await runCommand(async () => {
  if (!askedForHelp(USAGE)) await bench();
});

async function bench(): Promise<void> {
  const machine = describeMachine();
  const functions = await measureFunctions();
  const service = await measureService();
  say(`views of ${IMAGES} images`);
  const renditions = await renditionMisses(IMAGES);
  const results: Results = {
    date: new Date().toISOString().slice(0, 10),
    seconds: (performance.now() - start) / 1000,
    machine,
    ...functions,
    ...service,
    renditions,
  };
  writeResults(results);
  const report = reportOf(results);
  console.log(`\n${report}\n`);
  const page = fileURLToPath(new URL('../docs/performance.md', import.meta.url));
  writeFileSync(page, betweenMarks(readFileSync(page, 'utf8'), 'bench', report));
}

async function measureFunctions(): Promise<Pick<Results, 'bundles' | 'cold' | 'warm'>> {
  const bench = await startBench();
  try {
    const bundles = describeBundles(bench);
    say(`cold starts, ${COLD_ROUNDS} rounds`);
    const cold = await coldStarts(bench, COLD_ROUNDS);
    say('warm calls');
    return { bundles, cold, warm: await warmCalls(bench) };
  } finally {
    bench.close();
  }
}

function describeBundles(bench: Bench): Results['bundles'] {
  return Object.values(sources).flatMap((source) =>
    Object.entries(bench.bundle(source).bundles).map(([file, { bytes, compressedBytes }]) => ({
      name: `${source.name}/${file}`,
      bytes,
      compressedBytes,
    })),
  );
}

async function measureService(): Promise<Pick<Results, 'lists' | 'uploads' | 'mixed'>> {
  const run = await startBenchRun();
  try {
    say('uploads');
    const uploads = await uploadsToReady(run, [1, 10, 100]);
    say(`mixed load, ${MIXED_SECONDS} s`);
    const mixed = await mixedLoad(run, MIXED_SECONDS, MIXED_CLIENTS);
    say('lists');
    return { uploads, mixed, lists: await listPages(run, [1_000, 10_000, 100_000]) };
  } finally {
    await run.stop();
  }
}

function say(what: string): void {
  console.error(`${((performance.now() - start) / 1000).toFixed(0).padStart(4)} s: ${what}`);
}
