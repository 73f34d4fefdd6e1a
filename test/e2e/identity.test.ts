import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Json, restClient } from '../support/api.ts';
import { type LocalRun, s3Of, startLocalRun } from '../support/local-run.ts';

const sample = (name: string) =>
  new Uint8Array(readFileSync(new URL(`../../samples/${name}`, import.meta.url)));
const ready = ({ status }: Json) => status === 'ready';
const [a, b] = [sample('icon.png'), sample('hills.webp')];

let run: LocalRun;
let api: ReturnType<typeof restClient>;
beforeAll(async () => {
  // Every event comes twice, late, and in any order.
  run = await startLocalRun({ chaos: true });
  api = restClient(run);
});
afterAll(() => run.stop());

/** Until nothing has called S3 or the table for two seconds: events come late. */
async function settled(): Promise<void> {
  let seen = -1;
  for (let quiet = 0; quiet < 10; quiet++) {
    await sleep(200);
    if (run.calls.length !== seen) quiet = 0;
    seen = run.calls.length;
  }
}

describe('a ticket', () => {
  it.each([
    ['undeclared', {}],
    ['declared', { size: a.length }],
  ])('that is %s works once, also when its image was replaced', async (_, declared) => {
    const { body } = await api.post('/metadata', { filename: 'a.png', ...declared });
    const { id } = body.metadata;
    expect((await api.upload(body.preSignedUrl, a)).status).toBe(200);
    await api.waitFor(id, ready);
    const next = (await api.put(`/metadata/${id}`)).body.preSignedUrl;
    expect((await api.upload(next, b)).status).toBe(200);
    const before = await api.waitFor(id, ({ contentVersion }) => contentVersion === 2);
    await settled();
    await api.upload(body.preSignedUrl, a);
    await settled();
    const after = (await api.get(`/metadata/${id}`)).body;
    expect(after.metadata).toMatchObject({
      contentVersion: 2,
      contentType: 'image/webp',
      width: before.metadata.width,
    });
    expect((await fetch(after.preSignedUrl.url)).status).toBe(200);
  });

  it('whose upload was refused is spent', async () => {
    const { body } = await api.post('/metadata', { filename: 'a.png', size: a.length });
    const { id } = body.metadata;
    expect((await api.upload(body.preSignedUrl, new Uint8Array(a.length))).status).toBe(200);
    const { metadata } = await api.waitFor(id, ({ status }) => status === 'rejected');
    await settled();
    await api.upload(body.preSignedUrl, a);
    await settled();
    expect((await api.get(`/metadata/${id}`)).body.metadata).toEqual(metadata);
  });

  it('that is used again does not change the bytes of the image’s URL for a moment', async () => {
    const { body } = await api.post('/metadata', { filename: 'a.png' });
    await api.upload(body.preSignedUrl, a);
    const { preSignedUrl } = await api.waitFor(body.metadata.id, ready);
    expect(new URL(preSignedUrl.url).searchParams.get('versionId')).toBeTruthy();
    await api.upload(body.preSignedUrl, b);
    for (let i = 0; i < 10; i++) {
      expect((await (await fetch(preSignedUrl.url)).arrayBuffer()).byteLength).toBe(a.length);
    }
  });
});

describe('a named image that is deleted and made again', () => {
  it.each([1, 2, 3, 4])('has nothing of its predecessor, whatever comes late: %i', async (attempt) => {
    const name = { userId: 'ann', imageId: `again-${attempt}`, filename: 'a.png' };
    const old = (await api.post('/metadata', name)).body;
    const { id } = old.metadata;
    await api.upload(old.preSignedUrl, a);
    if (attempt % 2) await api.waitFor(id, ready);
    expect((await api.remove(`/metadata/${id}`)).status).toBe(204);
    const fresh = (await api.post('/metadata', name)).body;
    expect(fresh.metadata.id).toBe(id);
    await api.upload(old.preSignedUrl, a);
    await settled();
    expect((await api.get(`/metadata/${id}`)).body).toMatchObject({
      metadata: { status: 'pending', version: 1 },
      preSignedUrl: null,
    });
    await api.upload(fresh.preSignedUrl, b);
    const { preSignedUrl } = await api.waitFor(id, ready);
    await settled();
    expect((await fetch(preSignedUrl.url)).status).toBe(200);
    expect((await api.get(`/metadata/${id}`)).body.metadata).toMatchObject({ contentType: 'image/webp' });
  });
});

describe('the storage URL', () => {
  it('of a deleted image stops working, and the image can be restored', async () => {
    const { body } = await api.post('/metadata', { filename: 'a.png' });
    await api.upload(body.preSignedUrl, a);
    const { metadata, preSignedUrl } = await api.waitFor(body.metadata.id, ready);
    // The event that comes again after the deletion would delete the image for good (docs/adr/0021-one-owner-of-deletion.md).
    await settled();
    await api.remove(`/metadata/${metadata.id}`);
    await expect.poll(async () => (await fetch(preSignedUrl.url)).status, { timeout: 10_000 }).toBe(404);
    await settled();
    const s3 = s3Of(run);
    const Bucket = Object.values(run.names.buckets)[0]!;
    const Prefix = `images/${metadata.id}/`;
    const { Versions } = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix }));
    // Told twice at once, it may be put aside twice.
    expect(Versions!.length).toBeGreaterThan(0);
    for (const version of Versions!) expect(version).toMatchObject({ Size: a.length, IsLatest: false });
    s3.destroy();
  });
});
