import { startBenchRun } from '../harness/local-run.ts';
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

export const service: Section<ServiceFound> = {
  heading: FELT,
  about: 'the whole local run: uploads, a mixed load, lists',
  async measure(say) {
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
  },
  targets: () => [],
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
