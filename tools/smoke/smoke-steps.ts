import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { createClient, type ImageIntakeClient } from '../../client/client.ts';
import { ApiError } from '../../client/errors.ts';
import type { Metadata } from '../../client/types.ts';
import { isDelivered, refuseAltered, viewWidth } from './smoke-delivery.ts';
import { generatedPng } from './smoke-image.ts';
import { actAsPerson, isStatus, refuseWrongToken } from './smoke-users.ts';

export interface SmokeOptions {
  /** The API's base URL, with its stage. */
  baseUrl: string;
  apiKey: string;
  /** Whether the stage has users; it may have them or not when left out. */
  users?: boolean | undefined;
  /** An access token of one of them. */
  token?: string | undefined;
  /** Called after each step that went well. */
  report(step: string, ms: number): void;
  /** How long the inspection may take. */
  waitMs?: number;
  /** How often a call that failed in passing is made again; as the client does by default. */
  retries?: number;
}

/** A step that failed; `cause` is what it met. */
class SmokeError extends Error {
  override name = 'SmokeError';
}

const WIDTH = 37;
const HEIGHT = 23;

/**
 * Does the main job once against a deployment: a ticket, an upload, the inspection, the image back, in another
 * width where the stage delivers it, an edit, the deletion. What it made is deleted whatever happens.
 * @throws SmokeError at the first step that fails
 */
export async function smoke(options: SmokeOptions): Promise<void> {
  const { baseUrl, apiKey, report, waitMs = 60_000, retries } = options;
  const step = async <T>(name: string, act: () => Promise<T>): Promise<T> => {
    const start = performance.now();
    const result = await act().catch((cause: unknown) => {
      throw new SmokeError(`${name}: ${cause instanceof Error ? cause.message : cause}`, { cause });
    });
    report(name, performance.now() - start);
    return result;
  };

  const client = createClient({ baseUrl, apiKey, ...(retries !== undefined && { retries }) });
  // Cleaning up is not what is tested: it is tried until it works.
  const cleaner = createClient({ baseUrl, apiKey });
  const png = generatedPng(WIDTH, HEIGHT);
  const sha256 = createHash('sha256').update(png).digest('hex');
  const body = {
    filename: `smoke-${randomUUID()}.png`,
    contentType: 'image/png' as const,
    size: png.length,
    sha256,
  };
  const idempotencyKey = randomUUID();

  await step('refuse a wrong API key', () => refuseWrongKey(baseUrl));
  const { token, users } = options;
  await step('let nobody in by a wrong access token', () => refuseWrongToken(baseUrl, users));
  const ticket = await step('create a record and take an upload ticket', () =>
    client.create(body, { idempotencyKey }),
  ).catch(async (error: SmokeError) => {
    // Only the answer may have been lost; the same key finds the record that was made.
    const lost = !(error.cause instanceof ApiError) || error.cause.status >= 500;
    const made = lost && (await cleaner.create(body, { idempotencyKey }).catch(() => undefined));
    if (made) await cleaner.remove(made.metadata.id).catch(() => undefined);
    throw error;
  });
  const { id } = ticket.metadata;
  let deleted = false;
  try {
    if (token !== undefined)
      await step('let a person at own records alone', () => actAsPerson(baseUrl, apiKey, token, id));
    await step('send the image to S3', () => send(ticket.preSignedUrl, png));
    const image = await step('see it inspected', () =>
      client.wait({ id, before: ticket.metadata, size: png.length, sha256 }, { waitMs }),
    );
    await step('find its true size and type on the record', async () => {
      const { width, height, size, contentType, status, isUploaded } = image.metadata;
      assert.deepEqual(
        { width, height, size, contentType, status, isUploaded },
        {
          width: WIDTH,
          height: HEIGHT,
          size: png.length,
          contentType: 'image/png',
          status: 'ready',
          isUploaded: true,
        },
      );
    });
    const url = image.preSignedUrl!;
    await step('get the same bytes back', () => getBack(url.url, png));
    if (isDelivered(url)) {
      await step('view it in a width', () => viewWidth(url));
      await step('be refused what is not in its URL', () => refuseAltered(url));
    }
    await step('find it in the list', () => findInList(client, ticket.metadata));
    await step('edit its title', () => editTitle(client, id));
    await step('delete it', () => client.remove(id));
    deleted = true;
    await step('find it gone', () => assert.rejects(client.get(id), isStatus(404)));
    await step('see its URL die', () => untilDead(url.url, waitMs));
  } finally {
    // The step's own error is worth more than one of the cleaning up.
    if (!deleted) await cleaner.remove(id).catch(() => undefined);
  }
}

/** By the version that was read; its thumbnail may come in between, which is a change of the record too. */
async function editTitle(client: ImageIntakeClient, id: string, attempts = 3): Promise<void> {
  const { metadata } = await client.get(id);
  try {
    const edited = await client.update(id, { title: 'smoke ✓' }, { ifMatch: metadata.version });
    assert.equal(edited.metadata.title, 'smoke ✓');
  } catch (error) {
    if (attempts === 1) throw error;
    isStatus(412)(error);
    await editTitle(client, id, attempts - 1);
  }
}

async function refuseWrongKey(baseUrl: string): Promise<void> {
  const stranger = createClient({ baseUrl, apiKey: 'not-a-key-of-this-stage', retries: 0 });
  await assert.rejects(stranger.list({ limit: 1 }).next(), isStatus(403));
}

async function send(
  ticket: { url: string; headers?: Record<string, string> | undefined },
  png: Uint8Array<ArrayBuffer>,
): Promise<void> {
  const response = await fetch(ticket.url, { method: 'PUT', headers: ticket.headers ?? {}, body: png });
  // The code alone: what S3 says of a wrong signature repeats the signed request, session token included.
  const [, code = ''] = /<Code>(\w+)<\/Code>/.exec(await response.text()) ?? [];
  assert.equal(response.status, 200, `S3 answered ${response.status} ${code}`);
}

async function getBack(url: string, png: Uint8Array): Promise<void> {
  const response = await fetch(url);
  assert.equal(response.status, 200);
  assert.ok(Buffer.from(await response.arrayBuffer()).equals(png), 'other bytes came back');
}

/** The objects of a deleted record go a moment later. */
async function untilDead(url: string, waitMs: number): Promise<void> {
  const deadline = Date.now() + waitMs;
  for (;;) {
    const { status, body } = await fetch(url);
    await body?.cancel();
    if (status === 404) return;
    assert.ok(Date.now() < deadline, `it still answers ${status} after ${waitMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function findInList(
  client: ImageIntakeClient,
  { id, createdAt }: Pick<Metadata, 'id' | 'createdAt'>,
): Promise<void> {
  // The list is an index, which DynamoDB brings up to date a moment later.
  for (let attempt = 0; attempt < 10; attempt++) {
    // From the newest on to those that are older: on a busy stage it is no longer on the first page.
    for await (const { metadata } of client.list({ limit: 100 })) {
      if (metadata.some((each) => each.id === id)) return;
      if (metadata.some((each) => each.createdAt < createdAt)) break;
    }
    await new Promise((resolve) => setTimeout(resolve, 100 * attempt));
  }
  assert.fail('it is not among the newest');
}
