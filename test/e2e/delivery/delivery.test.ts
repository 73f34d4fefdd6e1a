import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { heif, ispe } from '../../../tools/specimens/craft-heif.ts';
import { type Json, restClient } from '../../support/api.ts';
import { keysBelow, type LocalRun, startDeliveringRun } from '../../support/local-run.ts';

const sample = (name: string) =>
  new Uint8Array(readFileSync(new URL(`../../../samples/${name}`, import.meta.url)));

const WEBP = { accept: 'image/avif,image/webp,*/*' };

describe('images in other widths', () => {
  let run: LocalRun;
  let api: ReturnType<typeof restClient>;

  beforeAll(async () => {
    run = await startDeliveringRun({ cloudfront: { collapsing: false } });
    api = restClient(run);
  });
  afterAll(() => run.stop());
  beforeEach(() => {
    run.logs.length = 0;
  });

  /** Uploads to a record, a new one when left out. @returns the record and its URLs once it has this image */
  async function uploaded(bytes: Uint8Array<ArrayBuffer>, filename: string, id?: string): Promise<Json> {
    const ticket = id ? await api.put(`/metadata/${id}`) : await api.post('/metadata', { filename });
    const { contentVersion = 0 } = ticket.body.metadata;
    expect((await api.upload(ticket.body.preSignedUrl, bytes)).status).toBe(200);
    return api.waitFor(ticket.body.metadata.id, (metadata) => metadata.contentVersion > contentVersion);
  }

  const urlOf = ({ preSignedUrl }: Json, width: number | string) =>
    preSignedUrl.delivery.url.replace('{width}', String(width));

  async function view(url: string, headers: Record<string, string> = WEBP) {
    const response = await fetch(url, { headers });
    const bytes = Buffer.from(await response.arrayBuffer());
    return {
      status: response.status,
      headers: response.headers,
      cache: response.headers.get('x-cache'),
      bytes,
    };
  }

  const stored = (prefix: string) => keysBelow(run, prefix);

  /** Renditions that were drawn, by the renderer's own words. */
  const drawings = () => run.logs.filter(({ line }) => /"message":"Rendition".*"outcome":"drawn"/.test(line));

  it('are drawn once, and a second user’s view is a hit of the cache with the same bytes', async () => {
    const record = await uploaded(sample('hills.jpg'), 'hills.jpg');
    const first = await view(urlOf(record, 640));
    expect([first.status, first.cache]).toEqual([200, 'Miss from cloudfront']);
    expect(first.headers.get('content-type')).toBe('image/webp');
    expect(first.headers.get('cache-control')).toBe('max-age=86400, immutable');
    expect(await sharp(first.bytes).metadata()).toMatchObject({ format: 'webp', width: 640, height: 360 });
    const other = (await api.get(`/metadata/${record.metadata.id}`)).body;
    for (const url of [urlOf(other, 640), urlOf(record, 601), `${urlOf(record, 640)}&from=page`]) {
      const second = await view(url);
      expect([second.status, second.cache]).toEqual([200, 'Hit from cloudfront']);
      expect(second.bytes.equals(first.bytes)).toBe(true);
    }
    expect(drawings()).toHaveLength(1);
    const jpeg = await view(urlOf(record, 640), { accept: 'image/*' });
    expect([jpeg.headers.get('content-type'), jpeg.cache]).toEqual(['image/jpeg', 'Miss from cloudfront']);
  });

  it('of one record are opened by its signature, every width of them, and nothing else is', async () => {
    const record = await uploaded(sample('phone.jpg'), 'phone.jpg');
    const another = await uploaded(sample('hills.jpg'), 'hills.jpg');
    for (const width of record.preSignedUrl.delivery.widths) {
      const { status, bytes } = await view(urlOf(record, width));
      expect(status).toBe(200);
      expect((await sharp(bytes).metadata()).width).toBe(width);
    }
    const [path, query] = [new URL(urlOf(record, 640)), new URL(urlOf(another, 640))];
    const borrowed = new URL(path);
    borrowed.search = query.search;
    expect((await view(borrowed.href)).status).toBe(403);
    expect((await view(urlOf(record, 'master'))).status).toBe(403);
    path.search = '';
    expect((await view(path.href)).status).toBe(403);
  });

  it('are those of the new image at once when it is replaced, and the former’s are gone from the bucket', async () => {
    const record = await uploaded(sample('hills.jpg'), 'hills.jpg');
    const { id } = record.metadata;
    const former = await view(urlOf(record, 320));
    const replaced = await uploaded(sample('phone.jpg'), 'hills.jpg', id);
    const now = await view(urlOf(replaced, 320));
    expect([now.status, now.cache]).toEqual([200, 'Miss from cloudfront']);
    expect(now.bytes.equals(former.bytes)).toBe(false);
    await expect.poll(() => stored(`i/${id}/`), { timeout: 20_000 }).toHaveLength(2);
    const folder = new URL(urlOf(replaced, 320)).pathname.slice(1).replace(/320$/, '');
    for (const key of await stored(`i/${id}/`)) expect(key.startsWith(folder)).toBe(true);
    const gone = await view(urlOf(record, 640));
    expect(gone.status).toBe(404);
    expect(JSON.parse(gone.bytes.toString())).toMatchObject({ code: 'NotFound' });
    expect(gone.headers.get('cache-control')).toBe('max-age=5');
  });

  it('are deleted with the record, and after an erasure no cache has them', async () => {
    const record = await uploaded(sample('hills.jpg'), 'hills.jpg');
    const { id } = record.metadata;
    expect((await view(urlOf(record, 320))).status).toBe(200);
    await api.remove(`/metadata/${id}`);
    await expect.poll(() => stored(`i/${id}/`), { timeout: 20_000 }).toEqual([]);
    expect((await view(urlOf(record, 640))).status).toBe(404);
    // Until its signature ends, or the cache's time.
    expect((await view(urlOf(record, 320))).status).toBe(200);

    const erased = await uploaded(sample('phone.jpg'), 'phone.jpg');
    expect((await view(urlOf(erased, 320))).status).toBe(200);
    expect((await api.remove(`/metadata/${erased.metadata.id}?erase=true`)).status).toBe(202);
    await expect
      .poll(async () => (await view(urlOf(erased, 320))).status, { timeout: 20_000, interval: 200 })
      .toBe(404);
    expect(await stored(`i/${erased.metadata.id}/`)).toEqual([]);
  });

  it('are drawn by few, when a hundred want one that is not there', async () => {
    const record = await uploaded(sample('hills.jpg'), 'hills.jpg');
    const views = await Promise.all(Array.from({ length: 100 }, () => view(urlOf(record, 960))));
    expect(new Set(views.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(views.map(({ bytes }) => bytes.toString('base64'))).size).toBe(1);
    expect(drawings()).toHaveLength(1);
  });

  it.each([
    ['small.bmp', sample('small.bmp')],
    ['photo.heic', heif(['heic'], 'hvc1', ispe(64, 48))],
  ])('say of %s, which cannot be drawn, why, and its own URL has it', async (filename, bytes) => {
    const record = await uploaded(new Uint8Array(bytes), filename);
    const answer = await view(urlOf(record, 640));
    expect(answer.status).toBe(415);
    expect(JSON.parse(answer.bytes.toString())).toMatchObject({ code: 'Unsupported' });
    const own = await fetch(record.preSignedUrl.url);
    expect(Buffer.from(await own.arrayBuffer()).equals(Buffer.from(bytes))).toBe(true);
  });
});
