import { createClient } from '../../../client/client.ts';
import { type BenchRun, startBenchRun } from '../../harness/local-run.ts';
import { create, send } from '../../harness/service/api.ts';
import { withThumbnail } from '../../harness/service/with-thumbnail.ts';
import { quantile } from '../../harness/statistics.ts';
import { FELT, type Section } from '../section.ts';
import { untilDead } from './until-dead.ts';

export interface DeletionsFound {
  deletions: number;
  p50Ms: number;
  p95Ms: number;
}

const DELETIONS = 60;
/** The first ones load the functions. */
const WARM_UP = 5;

export const deletions: Section<DeletionsFound> = {
  heading: FELT,
  about: 'from an answered DELETE to a URL of the image that is dead',
  async measure() {
    const run = await startBenchRun();
    try {
      const times: number[] = [];
      for (let deletion = 0; deletion < WARM_UP + DELETIONS; deletion++) times.push(await deletedToDead(run));
      const warm = times.slice(WARM_UP);
      return { deletions: DELETIONS, p50Ms: quantile(warm, 0.5), p95Ms: quantile(warm, 0.95) };
    } finally {
      await run.stop();
    }
  },
  targets: () => [],
  tables: ({ deletions, p50Ms, p95Ms }) => [
    {
      head: ['deletions, one after the other', 'DELETE to dead URL, p50 ms', 'p95 ms'],
      rows: [[deletions, p50Ms, p95Ms]],
    },
  ],
};

/** @returns ms */
async function deletedToDead(run: BenchRun): Promise<number> {
  const client = createClient(run);
  const created = await create(run);
  const { id } = created.metadata;
  await send(created);
  // The thumbnailer is not to be in the way.
  const { preSignedUrl } = await withThumbnail(client, id);
  const { status } = await fetch(preSignedUrl!.url);
  if (status !== 200) throw new Error(`The URL of a ready image was answered ${status}`);
  await client.remove(id);
  const start = performance.now();
  return (await untilDead(preSignedUrl!.url)) - start;
}
