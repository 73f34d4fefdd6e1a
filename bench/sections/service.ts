import { type BenchRun, startBenchRun } from '../harness/local-run.ts';
import { type ListPage, listPages } from './lists.ts';
import { FELT, type Section } from './section.ts';
import { type MixedLoad, mixedLoad, type UploadToReady, uploadsToReady } from './uploads.ts';

export interface ServiceFound {
  lists: ListPage[];
  uploads: UploadToReady[];
  mixed: MixedLoad;
}

const MIXED_SECONDS = 30;
const MIXED_CLIENTS = 8;

/** Limits by how many uploads at once. */
const READY_MS: [concurrent: number, ms: number][] = [
  [10, 120],
  [100, 300],
];
/** At least. */
const MIXED_REQUESTS_PER_SECOND = 120;

export const service: Section<ServiceFound> = {
  heading: FELT,
  about: 'the whole local run: uploads, a mixed load, lists',
  async measure(say) {
    const { uploads, mixed } = await onRun({}, async (run) => {
      say('uploads');
      const uploads = await uploadsToReady(run, [1, 10, 100]);
      say(`mixed load, ${MIXED_SECONDS} s`);
      return { uploads, mixed: await mixedLoad(run, MIXED_SECONDS, MIXED_CLIENTS) };
    });
    say('lists');
    const lists = await onRun({ counting: true }, (run) => listPages(run, [1_000, 10_000, 100_000]));
    return { uploads, mixed, lists };
  },
  targets: ({ uploads, mixed }) => [
    ...READY_MS.map(([concurrent, limit]) => ({
      what: `${concurrent} uploads at once, ready, p50`,
      limit,
      measured: uploads.find((one) => one.concurrent === concurrent)?.p50Ms,
      unit: 'ms',
    })),
    {
      what: 'mixed load',
      limit: 1000 / MIXED_REQUESTS_PER_SECOND,
      measured: 1000 / mixed.requestsPerSecond,
      unit: 'ms a request',
    },
  ],
  tables: ({ lists, uploads, mixed }) => [
    {
      head: ['records in the table', 'list of 50, p50 ms', 'p99 ms', 'queries', 'read units'],
      rows: lists.map((one) => [one.records, one.p50Ms, one.p99Ms, one.queries, one.readUnits]),
    },
    {
      head: ['uploads at once', 'upload to ready, p50 ms', 'p95 ms'],
      rows: uploads.map(({ concurrent, p50Ms, p95Ms }) => [concurrent, p50Ms, p95Ms]),
    },
    {
      head: ['mixed load', 'requests/s', 'uploads/s', 'p50 ms', 'p99 ms', 'throttled', 'failed'],
      rows: [
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
    },
  ],
};

async function onRun<Result>(
  options: Parameters<typeof startBenchRun>[0],
  measure: (run: BenchRun) => Promise<Result>,
): Promise<Result> {
  const run = await startBenchRun(options);
  try {
    return await measure(run);
  } finally {
    await run.stop();
  }
}
