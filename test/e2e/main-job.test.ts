import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Json, restClient } from '../support/api.ts';
import { type LocalRun, startLocalRun } from '../support/local-run.ts';

const samples = new URL('../../samples/', import.meta.url);
const sample = (name: string) => new Uint8Array(readFileSync(new URL(name, samples)));
const ready = (metadata: Json) => metadata.status === 'ready';

let run: LocalRun;
let api: ReturnType<typeof restClient>;

beforeAll(async () => {
  run = await startLocalRun();
  api = restClient(run);
});
afterAll(() => run.stop());

/** Creates a record, uploads a sample to it, and waits until it is ready. */
async function uploaded(name: string, fields: object = {}): Promise<Json> {
  const { body } = await api.post('/metadata', { filename: name, ...fields });
  const response = await api.upload(body.preSignedUrl, sample(name));
  expect(response.status).toBe(200);
  return api.waitFor(body.metadata.id, ready);
}

describe('create, upload, read', () => {
  it('gives a ticket, takes the bytes, and then tells what they are', async () => {
    const created = await api.post('/metadata', { filename: 'phone.jpg' });
    expect(created.status).toBe(201);
    expect(created.body.metadata).toMatchObject({
      filename: 'phone.jpg',
      isUploaded: false,
      status: 'pending',
    });
    const { id } = created.body.metadata;
    expect(created.headers.get('location')).toContain(`/metadata/${id}`);
    expect(created.headers.get('etag')).toBe(`"${created.body.metadata.version}"`);
    const ticket = created.body.preSignedUrl;
    expect(ticket).toMatchObject({ id, method: 'PUT', expiresIn: 3600 });

    expect((await api.get(`/metadata/${id}`)).body.preSignedUrl).toBeNull();
    const bytes = sample('phone.jpg');
    expect((await api.upload(ticket, bytes)).status).toBe(200);

    const { metadata, preSignedUrl } = await api.waitFor(id, ready);
    expect(metadata).toMatchObject({
      size: bytes.length,
      width: 800,
      height: 1200,
      orientation: 6,
      contentType: 'image/jpeg',
      contentVersion: 1,
      isUploaded: true,
    });
    expect(metadata.version).toBeGreaterThan(created.body.metadata.version);
    expect(preSignedUrl).toMatchObject({ id, method: 'GET' });

    const download = await fetch(preSignedUrl.url);
    expect(download.headers.get('content-type')).toBe('image/jpeg');
    expect(new Uint8Array(await download.arrayBuffer())).toEqual(bytes);
  });

  const expected: Record<string, [type: string, width: number, height: number]> = {
    'day.gif': ['image/gif', 240, 135],
    'day.webp': ['image/webp', 320, 180],
    'hills.avif': ['image/avif', 1280, 720],
    'hills.jpg': ['image/jpeg', 1600, 900],
    'hills.webp': ['image/webp', 1280, 720],
    'icon.png': ['image/png', 256, 256],
    'phone.jpg': ['image/jpeg', 800, 1200],
    'scan.tif': ['image/tiff', 600, 400],
    'small.bmp': ['image/bmp', 120, 68],
  };

  it('has an expectation for every sample', () => {
    const images = readdirSync(samples).filter((name) => !name.endsWith('.ts'));
    expect(images.sort()).toEqual(Object.keys(expected));
  });

  it.each(Object.entries(expected))(
    'records what %s truly is',
    async (name, [contentType, width, height]) => {
      const { metadata } = await uploaded(name);
      expect(metadata).toMatchObject({ contentType, width, height, size: sample(name).length });
    },
  );

  it('goes by the bytes, not by the name', async () => {
    const { body } = await api.post('/metadata', { filename: 'actually-a-png.jpg' });
    await api.upload(body.preSignedUrl, sample('icon.png'));
    expect((await api.waitFor(body.metadata.id, ready)).metadata).toMatchObject({
      contentType: 'image/png',
      width: 256,
    });
  });
});

describe('refused uploads', () => {
  it.each([
    ['a text', new TextEncoder().encode('I am no image at all.'), 'NotAnImage'],
    ['nothing', new Uint8Array(), 'EmptyObject'],
    ['half a header', sample('icon.png').slice(0, 20), 'Unreadable'],
  ])('%s makes the record rejected with a code and a sentence', async (_, bytes, code) => {
    const { body } = await api.post('/metadata', { filename: 'photo.png' });
    await api.upload(body.preSignedUrl, bytes);
    const { metadata, preSignedUrl } = await api.waitFor(
      body.metadata.id,
      ({ status }) => status === 'rejected',
    );
    expect(metadata).toMatchObject({ isUploaded: false, rejection: { code, message: expect.any(String) } });
    expect(preSignedUrl).toBeNull();
  });

  it('leave the last good image in place', async () => {
    const { metadata } = await uploaded('icon.png');
    const ticket = (await api.put(`/metadata/${metadata.id}`)).body.preSignedUrl;
    await api.upload(ticket, new TextEncoder().encode('not an image'));
    const after = await api.waitFor(metadata.id, ({ rejection }) => rejection !== undefined);
    expect(after.metadata).toMatchObject({
      isUploaded: true,
      status: 'ready',
      width: 256,
      contentVersion: 1,
    });
    expect((await fetch(after.preSignedUrl.url)).status).toBe(200);
  });
});

describe('rename and replace', () => {
  it('renames without touching the image', async () => {
    const before = await uploaded('icon.png');
    const { id } = before.metadata;
    const renamed = await api.put(`/metadata/${id}`, { filename: 'better-name.png' });
    expect(renamed.status).toBe(200);
    expect(renamed.body.metadata).toMatchObject({
      filename: 'better-name.png',
      isUploaded: true,
      width: 256,
    });
    expect(renamed.body.preSignedUrl.method).toBe('PUT');
    const { preSignedUrl } = (await api.get(`/metadata/${id}`)).body;
    expect((await fetch(preSignedUrl.url)).headers.get('content-disposition')).toContain('better-name.png');
  });

  it('replaces the image, counts its versions, and removes the old bytes', async () => {
    const first = await uploaded('icon.png');
    const { id } = first.metadata;
    const ticket = (await api.put(`/metadata/${id}`)).body.preSignedUrl;
    await api.upload(ticket, sample('hills.webp'));
    const second = await api.waitFor(id, ({ contentVersion }) => contentVersion === 2);
    expect(second.metadata).toMatchObject({ contentType: 'image/webp', width: 1280, height: 720 });
    await expect
      .poll(async () => (await fetch(first.preSignedUrl.url)).status, { timeout: 10_000 })
      .toBe(404);
  });
});

describe('list', () => {
  it('pages through everything, newest first, each record once', async () => {
    const made: string[] = [];
    for (let i = 0; i < 7; i++) {
      made.push((await api.post('/metadata', { filename: `${i}.jpg`, userId: 'lister' })).body.metadata.id);
    }
    const seen: string[] = [];
    let cursor = '';
    let pages = 0;
    do {
      const { status, body } = await api.get(
        `/metadata?userId=lister&limit=3${cursor && `&cursor=${encodeURIComponent(cursor)}`}`,
      );
      expect(status).toBe(200);
      expect(body.metadata.length).toBeLessThanOrEqual(3);
      seen.push(...body.metadata.map(({ id }: Json) => id));
      cursor = body.nextCursor ?? '';
      pages++;
    } while (cursor);
    expect(new Set(seen).size).toBe(7);
    expect([...seen].sort()).toEqual([...made].sort());
    expect(pages).toBeGreaterThan(1);
  });

  it('gives one URL for each uploaded image and none for pending ones', async () => {
    const { metadata } = await uploaded('icon.png', { userId: 'urls' });
    await api.post('/metadata', { filename: 'pending.png', userId: 'urls' });
    const { body } = await api.get('/metadata?userId=urls');
    expect(body.metadata).toHaveLength(2);
    expect(body.preSignedUrls.map(({ id }: Json) => id)).toEqual([metadata.id]);
  });
});

describe('delete', () => {
  it('removes image and record', async () => {
    const { metadata, preSignedUrl } = await uploaded('icon.png');
    expect((await api.remove(`/metadata/${metadata.id}`)).status).toBe(204);
    expect((await api.get(`/metadata/${metadata.id}`)).status).toBe(404);
    await expect.poll(async () => (await fetch(preSignedUrl.url)).status, { timeout: 10_000 }).toBe(404);
  });
});
