import { verifyWebhook } from '../../../client/server/webhooks.ts';
import { localWebhooks } from '../../../tools/local/webhooks.ts';
import { type BenchRun, startBenchRun } from '../../harness/local-run.ts';
import { create, send } from '../../harness/service/api.ts';
import { Arrivals } from '../../harness/service/arrivals.ts';
import { startReceiver } from '../../harness/service/receiver.ts';
import { quantile } from '../../harness/statistics.ts';
import { FELT, type Section } from '../section.ts';

export interface WebhooksFound {
  uploads: number;
  p50Ms: number;
  p95Ms: number;
}

const UPLOADS = 60;
/** The first ones load the functions. */
const WARM_UP = 5;

export const webhooks: Section<WebhooksFound> = {
  heading: FELT,
  about: 'from a ready record to the webhook that tells of it',
  async measure() {
    const told = new Arrivals('was uploaded, and no webhook told that it is ready');
    let secret = '';
    const receiver = await startReceiver(async ({ headers }, body) => {
      const event = await verifyWebhook({ headers, body }, secret);
      if (event.type === 'image.ready') told.note(event.id);
    });
    try {
      const endpoints = localWebhooks([receiver.url]);
      secret = endpoints[0]!.secret;
      let writtenAt: number | undefined;
      const run = await startBenchRun({
        webhooks: endpoints,
        onCall({ function: name, operation }) {
          if (name === 'ImageInspectorFunction' && operation === 'UpdateItem') writtenAt = performance.now();
        },
      });
      try {
        const times: number[] = [];
        for (let uploads = 0; uploads < WARM_UP + UPLOADS; uploads++) {
          const toldAt = await told.at(await upload(run));
          // One at a time: the last write was its own.
          if (writtenAt === undefined) throw new Error('No write of the inspector was seen.');
          times.push(toldAt - writtenAt);
        }
        const warm = times.slice(WARM_UP);
        return { uploads: UPLOADS, p50Ms: quantile(warm, 0.5), p95Ms: quantile(warm, 0.95) };
      } finally {
        await run.stop();
      }
    } finally {
      receiver.close();
    }
  },
  targets: () => [],
  tables: ({ uploads, p50Ms, p95Ms }) => [
    {
      head: ['uploads, one after the other', 'ready to webhook, p50 ms', 'p95 ms'],
      rows: [[uploads, p50Ms, p95Ms]],
    },
  ],
};

/** @returns the id of its record */
async function upload(run: BenchRun): Promise<string> {
  const created = await create(run);
  await send(created);
  return created.metadata.id;
}
