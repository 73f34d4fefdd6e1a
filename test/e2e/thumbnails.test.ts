import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import { thumbHashToApproximateAspectRatio } from 'thumbhash';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pngHeader } from '../lambdas/thumbnailer/png.ts';
import { type Json, restClient } from '../support/api.ts';
import { keysBelow, type LocalRun, startLocalRun } from '../support/local-run.ts';

const sample = (name: string) =>
  new Uint8Array(readFileSync(new URL(`../../samples/${name}`, import.meta.url)));
const isSettled = ({ thumbhash, thumbnailError }: Json) => Boolean(thumbhash || thumbnailError);

describe.each([
  ['as S3 delivers', { chaos: false }],
  ['with every event twice, late and shuffled', { chaos: true }],
])('thumbnails %s', (_how, options) => {
  let run: LocalRun;
  let api: ReturnType<typeof restClient>;

  beforeAll(async () => {
    run = await startLocalRun(options);
    api = restClient(run);
  });
  afterAll(() => run.stop());

  /** Uploads bytes to a new record, and waits until its thumbnail is there, or is known not to come. */
  async function uploaded(bytes: Uint8Array<ArrayBuffer>, filename = 'a.jpg'): Promise<Json> {
    const { body } = await api.post('/metadata', { filename });
    expect((await api.upload(body.preSignedUrl, bytes)).status).toBe(200);
    return api.waitFor(body.metadata.id, isSettled);
  }

  const keysOf = (id: string) => keysBelow(run, `thumbnails/${id}/`);

  /** Until the queues have nothing left that could still change the record. */
  async function untilQuiet(): Promise<void> {
    let seen = -1;
    for (let quiet = 0; quiet < 5; quiet++) {
      await sleep(200);
      if (run.calls.length !== seen) quiet = 0;
      seen = run.calls.length;
    }
  }

  it.each([
    ['phone.jpg', 213, 320],
    ['hills.avif', 320, 180],
    ['scan.tif', 320, 213],
    ['day.gif', 240, 135],
  ])('%s gets one, upright and %d × %d, beside its GET URL', async (name, width, height) => {
    const { metadata, preSignedUrl } = await uploaded(sample(name), name);
    const response = await fetch(preSignedUrl.thumbnailUrl);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('image/webp');
    expect(response.headers.get('cache-control')).toContain('immutable');
    const webp = Buffer.from(await response.arrayBuffer());
    expect(await sharp(webp).metadata()).toMatchObject({ format: 'webp', width, height });
    expect(width / height).toBeCloseTo(metadata.width / metadata.height, 1);
    const ratio = thumbHashToApproximateAspectRatio(Buffer.from(metadata.thumbhash, 'base64'));
    expect(ratio).toBeCloseTo(width / height, 0);
    const listed = (await api.get('/metadata?limit=100')).body;
    expect(listed.preSignedUrls.find(({ id }: Json) => id === metadata.id).thumbnailUrl).toBe(
      preSignedUrl.thumbnailUrl,
    );
  });

  it('leaves the revision alone, so that a client keeps its If-Match', async () => {
    const { body } = await api.post('/metadata', { filename: 'a.jpg' });
    await api.upload(body.preSignedUrl, sample('hills.jpg'));
    const ready = await api.waitFor(body.metadata.id, ({ status }) => status === 'ready');
    await api.waitFor(body.metadata.id, isSettled);
    await untilQuiet();
    const renamed = await api.put(
      `/metadata/${body.metadata.id}`,
      { title: 'Hills' },
      { 'if-match': `"${ready.metadata.version}"` },
    );
    expect(renamed.status).toBe(200);
    expect(renamed.body.metadata.thumbhash).toBeDefined();
  });

  it('an image that cannot be drawn is ready, and says why it has none', async () => {
    const broken = new Uint8Array(pngHeader(4000, 3000));
    const { metadata, preSignedUrl } = await uploaded(broken, 'broken.png');
    expect(metadata).toMatchObject({ status: 'ready', width: 4000, thumbnailError: 'Undecodable' });
    expect(preSignedUrl).not.toHaveProperty('thumbnailUrl');
    const bmp = await uploaded(sample('small.bmp'), 'small.bmp');
    expect(bmp.metadata).toMatchObject({ status: 'ready', thumbnailError: 'Unsupported' });
    // Others go on as if nothing had been.
    expect((await uploaded(sample('icon.png'), 'icon.png')).metadata.thumbhash).toBeDefined();
  });

  it('a replaced image takes its thumbnail with it', async () => {
    const first = await uploaded(sample('hills.jpg'));
    const { id } = first.metadata;
    const { body } = await api.put(`/metadata/${id}`, { filename: 'b.png' });
    await api.upload(body.preSignedUrl, sample('icon.png'));
    const second = await api.waitFor(id, (metadata) => metadata.contentVersion === 2 && isSettled(metadata));
    expect(second.metadata.thumbhash).not.toBe(first.metadata.thumbhash);
    await untilQuiet();
    expect(await keysOf(id)).toEqual([
      new URL(second.preSignedUrl.thumbnailUrl).pathname.slice(1).replace(/^[^/]+\//, ''),
    ]);
    expect((await fetch(first.preSignedUrl.thumbnailUrl)).status).toBe(404);
  });

  it('a refused replacement leaves the thumbnail as it is', async () => {
    const { metadata } = await uploaded(sample('hills.jpg'));
    const { body } = await api.put(`/metadata/${metadata.id}`);
    await api.upload(body.preSignedUrl, new TextEncoder().encode('no image at all'));
    const after = await api.waitFor(metadata.id, ({ rejection }) => rejection);
    expect(after.metadata.thumbhash).toBe(metadata.thumbhash);
    expect((await fetch(after.preSignedUrl.thumbnailUrl)).status).toBe(200);
  });

  it('a deleted record leaves none, whenever it is deleted', async () => {
    const ids = await Promise.all(
      [0, 20, 50, 100, 200, 400].map(async (delay) => {
        const { body } = await api.post('/metadata', { filename: 'a.jpg' });
        const { id } = body.metadata;
        await api.upload(body.preSignedUrl, sample('phone.jpg'));
        await api.waitFor(id, ({ status }) => status === 'ready');
        await sleep(delay);
        expect((await api.remove(`/metadata/${id}`)).status).toBe(204);
        return id;
      }),
    );
    await untilQuiet();
    expect((await Promise.all(ids.map(keysOf))).flat()).toEqual([]);
  });
});
