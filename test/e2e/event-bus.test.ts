import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ImageEvent, imageEvent } from '../../contract/events.ts';
import { restClient } from '../support/api.ts';
import { assemblyOf, type LocalRun, startLocalRun } from '../support/local-run.ts';

const IMAGE = new Uint8Array(readFileSync(new URL('../../samples/icon.png', import.meta.url)));
const WITHIN = { timeout: 20_000, interval: 50 };

let run: LocalRun;
let down = false;
const told: { source: string; type: string; event: ImageEvent }[] = [];
beforeAll(async () => {
  run = await startLocalRun({
    assembly: await assemblyOf('dev', { eventBus: 'default' }),
    faults: { events: () => (down ? { type: 'InternalFailure', status: 500 } : undefined) },
    onEvent: ({ source, detailType, detail }) => {
      told.push({ source, type: detailType, event: imageEvent.parse(detail) });
    },
  });
});
afterAll(() => run?.stop());

const typesOf = (id: string) => told.filter(({ event }) => event.id === id).map(({ type }) => type);

async function givenImage(): Promise<string> {
  const api = restClient(run);
  const { body } = await api.post('/metadata', { filename: 'icon.png', userId: 'ann' });
  await api.upload(body.preSignedUrl, IMAGE);
  await api.waitFor(body.metadata.id, ({ status }) => status === 'ready');
  return body.metadata.id;
}

it('a bus is told what becomes of an image, in the words of the contract', async () => {
  const id = await givenImage();
  await expect.poll(() => typesOf(id), WITHIN).toEqual(['image.ready', 'image.thumbnail.ready']);
  expect(told[0]).toMatchObject({
    source: 'image-intake-dev',
    type: 'image.ready',
    event: { id, owner: 'ann', version: 2, metadata: { status: 'ready', contentType: 'image/png' } },
  });
});

it('a bus that is down is told once it is up, and holds up nothing meanwhile', async () => {
  down = true;
  const id = await givenImage();
  await expect.poll(() => run.logs.filter(({ line }) => line.includes('Set aside')).length, WITHIN).toBe(2);
  expect(typesOf(id)).toEqual([]);
  down = false;
  await expect.poll(() => typesOf(id).toSorted(), WITHIN).toEqual(['image.ready', 'image.thumbnail.ready']);
  expect(run.accesses.filter(({ allowed }) => !allowed)).toEqual([]);
});
