import { readFileSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { WebhookConfig } from '../../lib/stages/webhooks.ts';
import { localDelivery } from '../../tools/local/delivery/local-delivery.ts';
import { synthesize } from '../../tools/local/synthesize.ts';
import { temporaryFolder } from '../../tools/temporary-folder.ts';
import { newSecret } from '../../tools/webhooks/secret.ts';
import { type Receiver, startReceiver } from '../lambdas/webhook-sender/receiver.ts';
import { type Json, restClient } from '../support/api.ts';
import { type LocalRun, startLocalRun } from '../support/local-run.ts';
import { startTestIssuer, type TestIssuer } from '../support/test-issuer.ts';

const PHOTO = new Uint8Array(readFileSync(new URL('../../samples/hills.jpg', import.meta.url)));
const SECRET_NAME = '/hooks/one';

let assembly: string;
let receiver: Receiver;
let issuer: TestIssuer;
let run: LocalRun;
let api: ReturnType<typeof restClient>;

/** A stage with all that a stage can have: one webhook, users, images in other widths. */
beforeAll(async () => {
  [receiver, issuer, assembly] = [await startReceiver(), await startTestIssuer(), temporaryFolder()];
  const { page: _, ...users } = issuer.settings;
  const { delivery, parameters } = localDelivery({}, true)!;
  const webhook: WebhookConfig = {
    name: 'one',
    url: receiver.url,
    secretParameter: SECRET_NAME,
    concurrency: 2,
    loopback: true,
  };
  const settings = { delivery, users: { ...users, ticketsPerHour: 1_000 }, webhooks: [webhook] };
  await synthesize('dev', assembly, { settings });
  run = await startLocalRun({ assembly, parameters: { ...parameters, [SECRET_NAME]: newSecret() } });
  api = restClient(run);
});
afterAll(async () => {
  await receiver.stop();
  await run.stop();
  await issuer.stop();
  rmSync(assembly, { recursive: true });
});
beforeEach(() => forgetCalls());

function forgetCalls(): void {
  run.calls.length = 0;
  run.accesses.length = 0;
}

/** What a function called, in order; messages that it sent are not among them. */
const callsOf = (name: string) =>
  run.calls
    .filter((call) => !call.presigned && call.function.includes(name))
    .map(({ operation }) => operation);

const sendingsOf = (name: string) =>
  run.accesses.filter((access) => access.action === 'sqs:SendMessage' && access.function.includes(name));

async function uploaded(): Promise<Json> {
  const { body } = await api.post('/metadata', { filename: 'hills.jpg' });
  await api.upload(body.preSignedUrl, PHOTO);
  return api.waitFor(body.metadata.id, ({ thumbhash }: Json) => thumbhash !== undefined);
}

/** Renames a record, and waits until its webhook was received. */
async function renamed(id: string): Promise<void> {
  const before = receiver.received.length;
  expect((await api.put(`/metadata/${id}`, { title: `${before}` })).status).toBe(200);
  await expect.poll(() => receiver.received.length, { timeout: 20_000 }).toBe(before + 1);
}

it('a thumbnail: one GET of the whole image, one PUT, one update', async () => {
  await uploaded();
  await expect.poll(() => callsOf('Thumbnailer')).toEqual(['GetObject', 'PutObject', 'UpdateItem']);
  const bytes = run.calls.find(({ function: name }) => name.includes('Thumbnailer'))!.bytesOut;
  expect(bytes).toBe(PHOTO.length);
});

describe('a view that CloudFront has not seen', () => {
  /** Views it, which must be drawn. @returns what the renderer called */
  async function viewed({ preSignedUrl }: Json, width: number): Promise<string[]> {
    forgetCalls();
    const url = preSignedUrl.delivery.url.replace('{width}', String(width));
    expect((await fetch(url, { headers: { accept: 'image/webp' } })).status).toBe(200);
    return callsOf('Renderer');
  }

  /** A lease is taken, it is looked whether somebody was faster, and given back. */
  const drawn = (...calls: string[]) => ['GetObject', 'PutItem', 'GetObject', ...calls, 'DeleteItem'];

  it('of the first width of an image: two reads of the record, the original once, two leases', async () => {
    const master = drawn('GetObject', 'PutObject');
    const all = ['GetItem', ...drawn(...master, 'PutObject'), 'GetItem'];
    expect(await viewed(await uploaded(), 320)).toEqual(all);
  });

  it('of another width: two reads of the record, the master once, one lease', async () => {
    const record = await uploaded();
    await viewed(record, 640);
    expect(await viewed(record, 320)).toEqual(['GetItem', ...drawn('GetObject', 'PutObject'), 'GetItem']);
  });
});

describe('a change', () => {
  it('is relayed by one request a destination, and by no read', async () => {
    const { body } = await api.post('/metadata', { filename: 'hills.jpg' });
    await renamed(body.metadata.id);
    expect(callsOf('ChangeRelay')).toEqual([]);
    expect(sendingsOf('ChangeRelay')).toHaveLength(1);
  });

  it('is told an endpoint without a call of AWS, once its secret is known', async () => {
    const { body } = await api.post('/metadata', { filename: 'hills.jpg' });
    await renamed(body.metadata.id);
    forgetCalls();
    await renamed(body.metadata.id);
    expect(callsOf('WebhookSender')).toEqual([]);
    expect(sendingsOf('WebhookSender')).toEqual([]);
  });
});

it('a token: no call of AWS; its issuer is asked for its keys once, and not for the next token', async () => {
  const list = async (user: string) => {
    const headers = { authorization: `Bearer ${await issuer.mint({ user })}` };
    expect((await restClient({ baseUrl: `${run.baseUrl}/my`, headers }).get('/metadata')).status).toBe(200);
  };
  issuer.requests.length = 0;
  await list('ann');
  expect(issuer.requests).toHaveLength(2);
  await list('bob');
  expect(issuer.requests).toHaveLength(2);
  expect(callsOf('Authorizer')).toEqual([]);
});
