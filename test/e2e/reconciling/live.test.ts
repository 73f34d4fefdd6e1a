import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { photo, ReconciledStage, sample } from './reconciled-stage.ts';

const other = sample('hills.webp');

/** By hand: RECORDS=20000 LIVE_SECONDS=120. */
const RECORDS = Number(process.env.RECORDS ?? 60);
const LIVE_MS = Number(process.env.LIVE_SECONDS ?? 5) * 1000;
/** What is on its way here arrives well within that. */
const GRACE_MS = 10_000;
const CLIENTS = 3;

const stage = new ReconciledStage();

/** Messages that are worked on. Erasures wait for tickets to run out, and are none of these. */
async function busy(): Promise<number> {
  const queues = stage.run.deployment.ofType('AWS::SQS::Queue');
  const messages = await Promise.all(queues.map(({ arn }) => stage.run.messages(arn)));
  return messages.reduce(
    (sum, { visible, inFlight }) => sum + visible.length + inFlight.length,
    stage.run.undelivered(),
  );
}

const patience = { timeout: 1_800_000 };

it(
  'under uploads, replacements, edits and deletions finds nothing, and deletes nothing that belongs',
  patience,
  async () => {
    const { api } = stage;
    const ids = await stage.records(RECORDS);
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
    while (Date.now() < until) reports.push(await stage.reconcile(true, GRACE_MS));
    live = false;
    await Promise.all(clients);
    expect(reports.map(({ found }) => found)).toEqual(reports.map(() => ({})));
    // There was something to be seen, and something to be wrong about.
    expect(reports[0]!.records).toBeGreaterThan(RECORDS / 2);
    expect(changes).toBeGreaterThan(10);

    // At rest every record is whole, and nothing lies beside them.
    await expect.poll(busy, { timeout: 120_000, interval: 200 }).toBe(0);
    await pause(3000);
    expect(await busy()).toBe(0);
    const last = await stage.reconcile(true);
    expect(last.found).toEqual({});
  },
);
