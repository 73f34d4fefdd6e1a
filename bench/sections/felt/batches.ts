import { MAX_BATCH } from '../../../contract/sizes.ts';
import { type BenchRun, startBenchRun } from '../../harness/local-run.ts';
import { type Created, call, send } from '../../harness/service/api.ts';
import { quantile } from '../../harness/statistics.ts';
import { FELT, type Section } from '../section.ts';

export interface Batch {
  what: string;
  batches: number;
  p50Ms: number;
  p95Ms: number;
}

const CREATED = 20;
const UPLOADED = 8;

export const batches: Section<Batch[]> = {
  heading: FELT,
  about: `batches of ${MAX_BATCH}: the records made, and their images uploaded until all are ready`,
  async measure() {
    const run = await startBenchRun();
    try {
      // The first one loads the functions.
      await upload(run);
      return [
        await timed(`${MAX_BATCH} records made by one request`, CREATED, () => createBatch(run)),
        await timed('and their images sent at once, until all are ready', UPLOADED, () => upload(run)),
      ];
    } finally {
      await run.stop();
    }
  },
  targets: () => [],
  tables: (found) => [
    {
      head: [`batch of ${MAX_BATCH}`, 'batches', 'p50 ms', 'p95 ms'],
      rows: found.map(({ what, batches, p50Ms, p95Ms }) => [what, batches, p50Ms, p95Ms]),
    },
  ],
};

async function timed(what: string, batches: number, work: () => Promise<unknown>): Promise<Batch> {
  const times: number[] = [];
  for (let batch = 0; batch < batches; batch++) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  return { what, batches, p50Ms: quantile(times, 0.5), p95Ms: quantile(times, 0.95) };
}

/** @throws Error when it is refused, or one of its records is */
async function createBatch(run: BenchRun): Promise<Created[]> {
  const records = Array.from({ length: MAX_BATCH }, (_, at) => ({ filename: `photo-${at}.jpg` }));
  const response = await call(run, 'POST', '/metadata/batch', { records });
  if (!response.ok) throw new Error(`A batch was answered ${response.status}`);
  const { results } = (await response.json()) as { results: (Created & { status: number })[] };
  const refused = results.find(({ status }) => status !== 201);
  if (refused) throw new Error(`A record of a batch was answered ${refused.status}`);
  return results;
}

async function upload(run: BenchRun): Promise<void> {
  const records = await createBatch(run);
  await Promise.all(
    records.map(async (created) => {
      await send(created);
      await run.inspected(created.metadata.id);
    }),
  );
}
