import { readFileSync, rmSync } from 'node:fs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ImageEvent, verifyWebhook, type WebhookEvent } from '../../client/server/webhooks.ts';
import type { WebhookConfig } from '../../lib/stages/webhooks.ts';
import { synthesize } from '../../tools/local/synthesize.ts';
import { temporaryFolder } from '../../tools/temporary-folder.ts';
import { replay } from '../../tools/webhooks/replay.ts';
import { newSecret } from '../../tools/webhooks/secret.ts';
import { sendTestEvent } from '../../tools/webhooks/test-event.ts';
import { type Received, type Receiver, startReceiver } from '../lambdas/webhook-sender/receiver.ts';
import { restClient } from '../support/api.ts';
import { type LocalRun, startLocalRun } from '../support/local-run.ts';

const SECRET = newSecret();
const IMAGE = new Uint8Array(readFileSync(new URL('../../samples/hills.jpg', import.meta.url)));
/** With characters that a queue does not take as they are. */
const TITLE = 'Hills 🎉 \uffff';
const NAMES = ['steady', 'shaky', 'hanging', 'locked'] as const;

const receivers = {} as Record<(typeof NAMES)[number], Receiver>;
let assembly: string;
let run: LocalRun;
let api: ReturnType<typeof restClient>;
const clients = () => {
  const { region, credentials, dynamodbEndpoint, sqsEndpoint } = run;
  return {
    dynamoDb: new DynamoDBClient({ region, credentials, endpoint: dynamodbEndpoint }),
    sqs: new SQSClient({ region, credentials, endpoint: sqsEndpoint }),
  };
};

beforeAll(async () => {
  const webhooks: WebhookConfig[] = [];
  for (const name of NAMES) {
    receivers[name] = await startReceiver();
    const { url } = receivers[name];
    webhooks.push({ name, url, secretParameter: `/hooks/${name}`, concurrency: 2, loopback: true });
  }
  receivers.hanging.answer(() => {});
  assembly = temporaryFolder();
  await synthesize('dev', assembly, { settings: { webhooks } });
  const parameters = Object.fromEntries(NAMES.map((name) => [`/hooks/${name}`, SECRET]));
  run = await startLocalRun({ assembly, parameters: { ...parameters, '/hooks/locked': 'no secret' } });
  api = restClient(run);
});
afterAll(async () => {
  // Before the run, which waits for what is under way.
  await Promise.all(Object.values(receivers).map((receiver) => receiver.stop()));
  await run.stop();
  rmSync(assembly, { recursive: true });
});

/** What a receiver got and believes, of one record. */
const eventsOf = async (name: (typeof NAMES)[number], id: string): Promise<ImageEvent[]> => {
  const all = await Promise.all(receivers[name].received.map((request) => verifyWebhook(request, SECRET)));
  return all.filter((event): event is ImageEvent => event.type !== 'webhook.test' && event.id === id);
};
const typesOf = async (name: (typeof NAMES)[number], id: string) =>
  [...new Set((await eventsOf(name, id)).map(({ type }) => type))].sort();
const within = { timeout: 20_000, interval: 50 };

/** A record with an image and its thumbnail, that was then renamed. */
async function givenImage(): Promise<string> {
  const { body } = await api.post('/metadata', { filename: 'hills.jpg' });
  const { id } = body.metadata;
  await api.upload(body.preSignedUrl, IMAGE);
  await api.waitFor(id, ({ thumbhash }) => thumbhash !== undefined);
  await api.call('PUT', `/metadata/${id}`, { title: TITLE });
  return id;
}

describe('the life of an image', () => {
  it('is told to a receiver by what becomes of it, while another one hangs, and is ordered by its versions', async () => {
    const id = await givenImage();
    await api.call('DELETE', `/metadata/${id}`);
    const all = ['image.deleted', 'image.ready', 'image.thumbnail.ready', 'image.updated'];
    await expect.poll(() => typesOf('steady', id), within).toEqual(all);
    const events = (await eventsOf('steady', id)).sort((a, b) => a.version - b.version);
    expect(new Set(events.map(({ incarnation }) => incarnation)).size).toBe(1);
    expect(events.find(({ type }) => type === 'image.ready')).toMatchObject({
      contentVersion: 1,
      metadata: { status: 'ready', width: 1600, height: 900 },
    });
    expect(events.at(-1)!.type).toBe('image.deleted');
    await expect.poll(() => receivers.hanging.received.length, within).toBeGreaterThan(0);
  });

  it('is told to a receiver that was down, once it is up: by the same ids, with signatures that are new', async () => {
    receivers.shaky.received.length = 0;
    receivers.shaky.answer((_, response) => response.writeHead(503).end());
    const id = await givenImage();
    await expect.poll(() => typesOf('shaky', id), within).toContain('image.updated');
    const failed = receivers.shaky.received.splice(0);
    receivers.shaky.answer((_, response) => response.writeHead(204).end());
    const told = ({ headers, body }: Received) => `${headers['webhook-id']} ${body}`;
    await expect
      .poll(() => receivers.shaky.received.map(told), within)
      .toEqual(expect.arrayContaining(failed.map(told)));
    for (const request of receivers.shaky.received) await verifyWebhook(request, SECRET);
  });

  it('is not told to an endpoint without a secret, until there is one', async () => {
    const id = await givenImage();
    await expect.poll(() => typesOf('steady', id), within).toContain('image.updated');
    await expect
      .poll(() => run.logs.filter(({ line }) => line.includes('its secret is not')).length, within)
      .toBeGreaterThan(0);
    expect(receivers.locked.received).toEqual([]);
    run.parameters.set('/hooks/locked', SECRET);
    await expect.poll(() => typesOf('locked', id), within).toContain('image.updated');
    expect(JSON.stringify(run.logs)).not.toContain('no secret');
  });
});

describe('an operator', () => {
  const targets = (...names: (typeof NAMES)[number][]) =>
    names.map((name) => ({ name, queueUrl: run.names.queueUrls[`Webhook${name}Queue`]! }));

  it('tries an endpoint by an event of its own', async () => {
    const id = await sendTestEvent(clients().sqs, targets('steady')[0]!);
    const found = () => receivers.steady.received.find(({ headers }) => headers['webhook-id'] === id);
    await expect.poll(found, within).toBeDefined();
    const event: WebhookEvent = await verifyWebhook(found()!, SECRET);
    expect(event.type).toBe('webhook.test');
  });

  it('announces what records are now, by new ids', async () => {
    const since = Date.now();
    const id = await givenImage();
    const { records, events } = await replay(
      { tableName: Object.values(run.names.tables)[0]!, endpoints: targets('steady') },
      since,
      clients(),
    );
    expect([records, events]).toEqual([1, { steady: 1 }]);
    const replayed = () =>
      receivers.steady.received.find(({ headers }) => String(headers['webhook-id']).startsWith('replay-'));
    await expect.poll(replayed, within).toBeDefined();
    expect(await verifyWebhook(replayed()!, SECRET)).toMatchObject({
      id,
      type: 'image.updated',
      metadata: { title: TITLE, status: 'ready' },
    });
  });
});

it('no function does what its role does not allow, nor tells its log what is private', () => {
  expect(run.accesses.filter(({ allowed }) => !allowed)).toEqual([]);
  const logs = JSON.stringify(run.logs);
  for (const text of [SECRET, 'key=private', 'v1,']) expect(logs).not.toContain(text);
});
