import { type Bench, startBench } from '../../harness/environment.ts';
import { functionTargets } from '../../targets.ts';
import type { Section } from '../section.ts';
import { coldStarts } from './cold.ts';
import type { BundleSize, FunctionsFound } from './found.ts';
import { sources } from './sources.ts';
import { warmCalls } from './warm.ts';

const COLD_ROUNDS = 35;

export const functions: Section<FunctionsFound> = {
  heading: 'Each function alone',
  about: 'each function alone: its bundle, cold start and warm calls',
  async measure(say) {
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
  },
  targets: functionTargets,
  tables: ({ bundles, cold, warm }) => [
    {
      head: ['bundle', 'KB', 'compressed KB'],
      rows: bundles.map(({ name, bytes, compressedBytes }) => [name, kilo(bytes), kilo(compressedBytes)]),
    },
    {
      head: ['cold start', 'init ms', 'first call ms', '× empty', 'CPU ms', 'CPU × empty'],
      rows: cold.map((one) => [
        one.name,
        one.initMs,
        one.firstMs,
        one.timesEmpty,
        one.cpuMs,
        one.cpuTimesEmpty,
      ]),
    },
    {
      head: ['warm call', 'CPU µs', 'p50 ms', 'p99 ms'],
      rows: warm.map(({ name, cpuUs, p50Ms, p99Ms }) => [name, cpuUs, p50Ms, p99Ms]),
    },
  ],
};

const kilo = (bytes: number): number => Math.round(bytes / 1024);

function describeBundles(bench: Bench): BundleSize[] {
  return Object.values(sources).flatMap((source) =>
    Object.entries(bench.bundle(source).bundles).map(([file, { bytes, compressedBytes }]) => ({
      name: `${source.name}/${file}`,
      bytes,
      compressedBytes,
    })),
  );
}
