import { type Bundled, startBench } from '../../harness/environment.ts';
import { functionTargets } from '../../targets.ts';
import type { Section } from '../section.ts';
import { besideNaive } from './beside-naive.ts';
import { coldStarts } from './cold.ts';
import type { BundleSize, FunctionsFound } from './found.ts';
import { naiveEntries, sources } from './sources.ts';
import { warmCalls } from './warm.ts';

const COLD_ROUNDS = 35;

export const functions: Section<FunctionsFound> = {
  heading: 'Each function alone',
  about: 'each function alone, beside naive ones: bundles, cold starts, warm calls',
  async measure(say) {
    const bench = await startBench();
    try {
      const bundles = Object.values(sources).flatMap((source) => sizesOf(source.name, bench.bundle(source)));
      const naive = Object.entries(naiveEntries).flatMap(([name, entry]) =>
        sizesOf(name, bench.bundleNaive(entry)),
      );
      say(`cold starts, ${COLD_ROUNDS} rounds`);
      const cold = await coldStarts(bench, COLD_ROUNDS);
      say('warm calls');
      return { bundles, naive, cold, warm: await warmCalls(bench) };
    } finally {
      bench.close();
    }
  },
  targets: functionTargets,
  tables: (found) => [
    {
      head: ['bundle', 'KB', 'compressed KB'],
      rows: [...found.bundles, ...found.naive].map(({ name, bytes, compressedBytes }) => [
        name,
        kilo(bytes),
        kilo(compressedBytes),
      ]),
    },
    {
      head: [
        'cold start',
        'init ms',
        'first call ms',
        '× empty',
        'CPU ms',
        'CPU × empty',
        'AWS calls',
        'KB from S3',
      ],
      rows: found.cold.map((one) => [
        one.name,
        one.initMs,
        one.firstMs,
        one.timesEmpty,
        one.cpuMs,
        one.cpuTimesEmpty,
        one.awsCalls,
        kilo(one.bytesRead),
      ]),
    },
    {
      head: ['warm call', 'CPU µs', 'p50 ms', 'p99 ms'],
      rows: found.warm.map(({ name, cpuUs, p50Ms, p99Ms }) => [name, cpuUs, p50Ms, p99Ms]),
    },
    besideNaive(found),
  ],
};

const kilo = (bytes: number): number => Math.round(bytes / 1024);

function sizesOf(name: string, { bundles }: Bundled): BundleSize[] {
  return Object.entries(bundles).map(([file, { bytes, compressedBytes }]) => ({
    name: `${name}/${file}`,
    bytes,
    compressedBytes,
  }));
}
