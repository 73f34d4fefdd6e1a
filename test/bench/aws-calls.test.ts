import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createClient } from '../../client/client.ts';
import { type Json, restClient } from '../support/api.ts';
import { type LocalRun, startLocalRun } from '../support/local-run.ts';

const sample = (name: string) =>
  new Uint8Array(readFileSync(new URL(`../../samples/${name}`, import.meta.url)));
const ready = ({ status }: Json) => status === 'ready';

let run: LocalRun;
let api: ReturnType<typeof restClient>;

beforeAll(async () => {
  run = await startLocalRun();
  api = restClient(run);
});
afterAll(() => run.stop());
beforeEach(() => {
  run.calls.length = 0;
});

/** What a function called, in order; what a client did with a presigned URL is no call of a function. */
const callsOf = (name: string) =>
  run.calls
    .filter((call) => !call.presigned && call.function.includes(name))
    .map(({ operation }) => operation);

async function created(filename = 'hills.jpg'): Promise<Json> {
  const { body } = await api.post('/metadata', { filename });
  return body;
}

async function uploaded(filename = 'hills.jpg'): Promise<string> {
  const { metadata, preSignedUrl } = await created(filename);
  await api.upload(preSignedUrl, sample(filename));
  await api.waitFor(metadata.id, ready);
  return metadata.id;
}

/** Runs it and gives back what it made the API call. */
async function apiCalls(act: () => Promise<{ status: number }>, status: number): Promise<string[]> {
  run.calls.length = 0;
  expect((await act()).status).toBe(status);
  return callsOf('MetadataApi');
}

describe('the API calls AWS as little as can be', () => {
  it('POST: one write', async () => {
    expect(await apiCalls(() => api.post('/metadata', { filename: 'a.jpg' }), 201)).toEqual(['PutItem']);
  });

  it('POST with an Idempotency-Key: two writes', async () => {
    const headers = { 'idempotency-key': crypto.randomUUID() };
    const post = () => api.post('/metadata', { filename: 'a.jpg' }, headers);
    expect(await apiCalls(post, 201)).toHaveLength(2);
  });

  it('POST of a caller’s own name, and its upload URL: one write', async () => {
    const body = { filename: 'a.jpg', userId: 'user', imageId: 'named' };
    expect(await apiCalls(() => api.post('/metadata', body), 201)).toEqual(['PutItem']);
  });

  it('GET of one: one read', async () => {
    const id = await uploaded();
    expect(await apiCalls(() => api.get(`/metadata/${id}`), 200)).toEqual(['GetItem']);
  });

  it('PUT: one update, with a body and without', async () => {
    const { metadata } = await created();
    expect(await apiCalls(() => api.put(`/metadata/${metadata.id}`, { title: 'x' }), 200)).toEqual([
      'UpdateItem',
    ]);
    expect(await apiCalls(() => api.put(`/metadata/${metadata.id}`), 200)).toEqual(['UpdateItem']);
  });

  it('a list page: one query of its one shard, and nothing for an item', async () => {
    for (let i = 0; i < 3; i++) await uploaded();
    const list = () => api.get('/metadata?limit=50');
    expect((await list()).body.preSignedUrls.length).toBeGreaterThanOrEqual(3);
    expect(await apiCalls(list, 200)).toEqual(['Query']);
  });

  it('a list page of a user: one query', async () => {
    expect(await apiCalls(() => api.get('/metadata?userId=user'), 200)).toEqual(['Query']);
  });

  it('DELETE and erasure: one read, one write; the cleaner does the rest, once', async () => {
    const [id, other] = [await uploaded(), await uploaded()];
    for (const each of [id, other])
      await api.waitFor(each, ({ thumbhash, thumbnailError }: Json) => thumbhash || thumbnailError);
    expect(await apiCalls(() => api.remove(`/metadata/${id}`), 204)).toEqual(['GetItem', 'DeleteItem']);
    const cleaning = () => callsOf('ObjectCleaner').filter((call) => call !== 'GetItem');
    const [copied, hidden] = [
      ['CopyObject', 'DeleteObject', 'DeleteObject'],
      ['HeadObject', 'DeleteObject'],
    ];
    await expect.poll(cleaning, { timeout: 10_000 }).toEqual([...copied, ...hidden]);
    expect(callsOf('ObjectCleaner').filter((call) => call === 'GetItem')).toHaveLength(4);
    const erasing = await apiCalls(() => api.remove(`/metadata/${other}?erase=true`), 202);
    expect(erasing).toEqual(['GetItem', 'TransactWriteItems']);
  });

  it('what is refused unseen calls nothing', async () => {
    expect(await apiCalls(() => api.post('/metadata', { filename: '' }), 400)).toEqual([]);
    expect(await apiCalls(() => api.get('/metadata?cursor=x'), 400)).toEqual([]);
  });
});

describe('an inspection', () => {
  it.each([
    'hills.jpg',
    'phone.jpg',
    'icon.png',
    'day.gif',
    'day.webp',
    'hills.webp',
    'small.bmp',
    'scan.tif',
  ])('of %s: one ranged GET of a few KB, one update', async (filename) => {
    await uploaded(filename);
    // A record can be ready before the call is told of that made it so.
    await expect.poll(() => callsOf('ImageInspector')).toEqual(['GetObject', 'UpdateItem']);
    const get = run.calls.find(
      ({ operation, function: name }) => operation === 'GetObject' && name.includes('ImageInspector'),
    );
    expect(get!.bytesOut).toBeLessThanOrEqual(64 * 1024);
  });

  it('of what was declared with a SHA-256, as our client does: one look at the checksum more', async () => {
    const file = new File([sample('hills.jpg')], 'hills.jpg', { type: 'image/jpeg' });
    await createClient(run).upload(file);
    await expect.poll(() => callsOf('ImageInspector')).toEqual(['GetObject', 'HeadObject', 'UpdateItem']);
  });

  it('that refuses: one GET, one update, one delete of that version', async () => {
    const { metadata, preSignedUrl } = await created('text.jpg');
    await api.upload(preSignedUrl, new TextEncoder().encode('no image at all, only text'));
    await api.waitFor(metadata.id, ({ status }: Json) => status === 'rejected');
    await expect.poll(() => callsOf('ImageInspector')).toEqual(['GetObject', 'UpdateItem', 'DeleteObject']);
  });
});
