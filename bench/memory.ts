import { askedForHelp, runCommand } from '../tools/flags.ts';
import { digits } from './harness/statistics.ts';
import prices from './prices.json' with { type: 'json' };
import { readResults } from './results.ts';
import type { FunctionsFound } from './sections/functions/found.ts';

const USAGE = `Usage: npm run bench:memory

What each memory size would cost and take, modelled from the CPU that npm run bench measured.`;

/** Lambda gives a function one whole vCPU at 1,769 MB and the same part of it below. https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
const WHOLE_CPU_MB = 1769;
const SIZES_MB = [128, 256, 512, 1024, WHOLE_CPU_MB];
/** One cold start in so many calls: a busy stage has fewer, a quiet one more. */
const COLD_PER_CALLS = 1 / 100;
/** Resident memory of a warm function, MB: less than this fails. */
const NEEDED_MB = 110;

interface Workload {
  name: string;
  warmCpuMs: number;
  /** Of everything before the first answer. */
  coldCpuMs: number;
  /** ms that a call waits for AWS whatever its CPU, an assumption: DynamoDB in 5 ms, S3's first byte in 20 ms. */
  waitMs: number;
}

await runCommand(() => {
  if (!askedForHelp(USAGE)) tell();
});

function tell(): void {
  for (const workload of workloadsOf(need(readResults().functions).found)) {
    console.log(`\n${workload.name}`);
    console.table(SIZES_MB.map((memoryMb) => modelAt(memoryMb, workload)));
  }
  console.log(
    `One cold start in ${1 / COLD_PER_CALLS} calls. Less than ${NEEDED_MB} MB is too little for Node.js with the SDK and a batch of images.`,
  );
}

function workloadsOf({ cold, warm }: FunctionsFound): Workload[] {
  const cpuMs = (name: string) => need(warm.find((one) => one.name === name)).cpuUs / 1000;
  const coldMs = (name: string) => need(cold.find((one) => one.name === name)).cpuMs;
  const post = coldMs('metadata-api, POST');
  return [
    { name: 'metadata-api, POST', warmCpuMs: cpuMs('metadata-api: post'), coldCpuMs: post, waitMs: 5 },
    { name: 'metadata-api, list of 50', warmCpuMs: cpuMs('metadata-api: list'), coldCpuMs: post, waitMs: 5 },
    {
      name: 'image-inspector, one JPEG',
      warmCpuMs: cpuMs('image-inspector: inspect'),
      coldCpuMs: coldMs('image-inspector, JPEG'),
      waitMs: 25,
    },
  ];
}

function modelAt(memoryMb: number, { warmCpuMs, coldCpuMs, waitMs }: Workload) {
  const slowdown = WHOLE_CPU_MB / Math.min(memoryMb, WHOLE_CPU_MB);
  const warmMs = warmCpuMs * slowdown + waitMs;
  const coldMs = coldCpuMs * slowdown + waitMs;
  const billedMs = warmMs + COLD_PER_CALLS * (coldMs - warmMs);
  const { lambdaGbSecondArm, lambdaRequest } = prices.aws;
  const duration = (billedMs / 1000) * (memoryMb / 1024) * lambdaGbSecondArm.price;
  return {
    MB: memoryMb,
    'warm ms': digits(warmMs),
    'cold ms': digits(coldMs),
    'USD a million': digits(1e6 * (duration + lambdaRequest.price / lambdaRequest.per)),
    fits: memoryMb > NEEDED_MB * 1.5 ? 'yes' : 'barely',
  };
}

function need<T>(found: T | undefined): T {
  if (found === undefined)
    throw new Error(
      'bench/results.json knows too little of the functions: run `npm run bench -- --only functions` first.',
    );
  return found;
}
