import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { inParallel } from '../../../lambdas/shared/in-parallel.ts';
import { localInvoke } from '../../../tools/reconcile/invoke.ts';
import { reconcile } from '../../../tools/reconcile/reconcile.ts';
import { restClient } from '../../support/api.ts';
import { type LocalRun, startLocalRun } from '../../support/local-run.ts';
import { planting } from './planted.ts';

const sample = (name: string) =>
  new Uint8Array(readFileSync(new URL(`../../../samples/${name}`, import.meta.url)));
const [photo, other] = [sample('icon.png'), sample('hills.webp')];

/** By hand: RECORDS=20000 LIVE_SECONDS=120. */
const RECORDS = Number(process.env.RECORDS ?? 60);
const LIVE_MS = Number(process.env.LIVE_SECONDS ?? 5) * 1000;
/** What is on its way here arrives well within that. */
const GRACE_MS = 10_000;
const CLIENTS = 3;

let run: LocalRun;
let api: ReturnType<typeof restClient>;
let operator: ReturnType<typeof planting>;
beforeAll(async () => {
  run = await startLocalRun();
  api = restClient(run);
  operator = planting(run);
});
afterAll(async () => {
  operator?.close();
  await run?.stop();
});

async function runIt(graceMs: number) {
  const request = { kind: 'begin' as const, repair: true, graceMs, verifyMs: 2000 };
  const controls = { signal: new AbortController().signal, onSlice: () => {} };
  return (await reconcile(localInvoke(run.baseUrl, run.apiKey), request, controls)).report;
}

/** Messages that are worked on. Erasures wait for tickets to run out, and are none of these. */
async function busy(): Promise<number> {
  const queues = run.deployment.ofType('AWS::SQS::Queue');
  const messages = await Promise.all(queues.map(({ arn }) => run.messages(arn)));
  return messages.reduce(
    (sum, { visible, inFlight }) => sum + visible.length + inFlight.length,
    run.undelivered(),
  );
}

const patience = { timeout: 1_800_000 };

it(
  'under uploads, replacements, edits and deletions finds nothing, and deletes nothing that belongs',
  patience,
  async () => {
    const { body } = await api.post('/metadata', { filename: 'a.png' });
    await api.upload(body.preSignedUrl, photo);
    await api.waitFor(body.metadata.id, ({ thumbhash }) => thumbhash !== undefined);
    const clone = await operator.cloning(body.metadata.id);
    const ids: string[] = [];
    await inParallel(Array.from({ length: RECORDS }), 8, async () => void ids.push(await clone()));
    await pause(GRACE_MS);

    let live = true;
    let changes = 0;
    const client = async (first: number) => {
      for (let at = first; live; at = (at + CLIENTS) % ids.length) {
        const path = `/metadata/${ids[at]}`;
        const kind = Math.floor(Math.random() * 5);
        if (kind === 0) await api.put(path, { title: `edited ${changes}` });
        if (kind === 1) await api.remove(path);
        if (kind === 2) await api.remove(`${path}?erase=true`);
        if (kind === 3) {
          const replacement = await api.put(path);
          if (replacement.status === 200) await api.upload(replacement.body.preSignedUrl, other);
        }
        if (kind === 4) {
          const made = await api.post('/metadata', { filename: 'new.png' });
          await api.upload(made.body.preSignedUrl, photo);
          ids[at] = made.body.metadata.id;
        }
        changes += 1;
      }
    };
    const clients = Array.from({ length: CLIENTS }, (_, first) => client(first));
    const until = Date.now() + LIVE_MS;
    const reports = [];
    while (Date.now() < until) reports.push(await runIt(GRACE_MS));
    live = false;
    await Promise.all(clients);
    expect(reports.map(({ found }) => found)).toEqual(reports.map(() => ({})));

    // At rest every record is whole, and nothing lies beside them.
    await expect.poll(busy, { timeout: 120_000, interval: 200 }).toBe(0);
    await pause(3000);
    expect(await busy()).toBe(0);
    const last = await runIt(0);
    expect(last.found).toEqual({});
    console.log({
      changes,
      runs: reports.length,
      records: last.records,
      seen: reports.map((one) => one.records),
    });
  },
);
