import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { seeded } from '../../../local/seeded.ts';
import { type Json, restClient } from '../../support/api.ts';
import { assemblyOf } from '../../support/local-run.ts';

const IMAGE = new Uint8Array(readFileSync(new URL('../../../samples/icon.png', import.meta.url)));
const SEED = Date.now() % 1_000_000;
const KILLS = 2;
const CLIENTS = 2;
const WITHIN = { timeout: 60_000, interval: 100 };

const parent = mkdtempSync(join(tmpdir(), 'kept-'));
const told: { event: string; id: string }[] = [];
let child: ChildProcess | undefined;
let assembly: string;

beforeAll(async () => {
  assembly = await assemblyOf('dev', { eventBus: 'default' });
});
afterAll(async () => {
  await kill();
  rmSync(parent, { recursive: true });
});

async function start(): Promise<{ baseUrl: string; apiKey: string }> {
  const script = fileURLToPath(new URL('./run.ts', import.meta.url));
  child = spawn(process.execPath, ['--no-warnings', script, assembly, join(parent, 'data')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { promise, resolve, reject } = Promise.withResolvers<{ baseUrl: string; apiKey: string }>();
  child.once('close', () => reject(new Error('The run has ended before it served.')));
  createInterface({ input: child.stdout! }).on('line', (line) => {
    const said = JSON.parse(line);
    if (said.event) told.push(said);
    else resolve(said);
  });
  return promise;
}

async function kill(): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'close');
}

it(`whatever was answered is there after kills, inspected, with its thumbnail, and told (seed ${SEED})`, async () => {
  const random = seeded(SEED);
  /** Tickets of records whose creation was answered, by id. */
  const created = new Map<string, Json>();
  const uploaded = new Set<string>();
  const keys = new Set<string>();
  let api: ReturnType<typeof restClient>;
  let running = true;
  let answers = 0;

  const upload = async (id: string) => {
    const { status } = await api.upload(created.get(id), IMAGE);
    // A ticket works once: the first answer was lost with the run then.
    expect([200, 403, 412]).toContain(status);
    uploaded.add(id);
    answers++;
  };
  /** Creates and uploads until the run is killed. */
  const client = async () => {
    while (running) {
      try {
        const { status, body } = await api.post('/metadata', { filename: 'icon.png', tags: ['kept'] });
        // On a busy machine a function runs out of its time: nothing was answered.
        if (status >= 500) continue;
        expect(status).toBe(201);
        created.set(body.metadata.id, body.preSignedUrl);
        answers++;
        await upload(body.metadata.id);
      } catch (error) {
        // Nobody answers any more.
        if (!(error instanceof TypeError)) throw error;
        return;
      }
    }
  };

  for (let killed = 0; killed < KILLS; killed++) {
    const { baseUrl, apiKey } = await start();
    keys.add(apiKey);
    api = restClient({ baseUrl, apiKey });
    // Tickets from before the kill.
    for (const id of created.keys()) if (!uploaded.has(id)) await upload(id);
    running = true;
    const clients = Array.from({ length: CLIENTS }, client);
    const enough = answers + 2 + random() * 15;
    await expect.poll(() => answers, { timeout: 60_000, interval: 5 }).toBeGreaterThan(enough);
    await sleep(random() * 50);
    await kill();
    running = false;
    await Promise.all(clients);
  }
  const { baseUrl, apiKey } = await start();
  api = restClient({ baseUrl, apiKey });
  expect([...keys]).toEqual([apiKey]);
  expect(uploaded.size).toBeGreaterThan(0);

  for (const id of uploaded) {
    const isSettled = ({ status, thumbhash }: Json) => status === 'ready' && Boolean(thumbhash);
    const { metadata, preSignedUrl } = await api.waitFor(id, isSettled, WITHIN.timeout);
    expect(metadata).toMatchObject({ isUploaded: true, contentVersion: 1, contentType: 'image/png' });
    expect(new Uint8Array(await (await fetch(preSignedUrl.url)).arrayBuffer())).toEqual(IMAGE);
  }
  const untold = () =>
    [...uploaded].filter((id) =>
      ['image.ready', 'image.thumbnail.ready'].some(
        (event) => !told.some((one) => one.event === event && one.id === id),
      ),
    );
  await expect.poll(untold, WITHIN).toEqual([]);

  // The indexes are those of the items.
  const listed: string[] = [];
  for (let cursor = ''; ; ) {
    const { body } = await api.get(`/metadata?limit=100&tag=kept${cursor && `&cursor=${cursor}`}`);
    listed.push(...body.metadata.map(({ id }: Json) => id));
    if (!body.nextCursor) break;
    cursor = encodeURIComponent(body.nextCursor);
  }
  expect(new Set(listed).size).toBe(listed.length);
  expect(listed).toEqual(expect.arrayContaining([...created.keys()]));
  for (const id of listed) expect((await api.get(`/metadata/${id}`)).status).toBe(200);
}, 180_000);
