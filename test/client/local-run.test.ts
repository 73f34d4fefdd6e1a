import { openAsBlob } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient, type ImageIntakeClient } from '../../client/client.ts';
import { ApiError, ImageRejectedError } from '../../client/errors.ts';
import { type LocalRun, startLocalRun } from '../support/local-run.ts';

const sample = (name: string) => fileURLToPath(new URL(`../../samples/${name}`, import.meta.url));
const unknownId = '0b9c2f4e-6f3a-4a55-9d0e-4c1a2b3c4d5e';

let run: LocalRun;
let client: ImageIntakeClient;
beforeAll(async () => {
  run = await startLocalRun();
  client = createClient({ baseUrl: run.baseUrl, apiKey: run.apiKey });
});
afterAll(() => run?.stop());

describe('the client on the local run', () => {
  it('uploads a file from disk, and its URL gives the same bytes back', async () => {
    const file = await openAsBlob(sample('hills.jpg'));
    const { metadata, preSignedUrl } = await client.upload(file, {
      filename: 'Hügel & Täler.jpg',
      tags: ['hills'],
      attributes: { camera: 'drawn', stars: 5 },
    });
    expect(metadata).toMatchObject({
      filename: 'Hugel_Taler.jpg',
      title: 'Hügel & Täler.jpg',
      status: 'ready',
      isUploaded: true,
      contentType: 'image/jpeg',
      contentVersion: 1,
      size: file.size,
      tags: ['hills'],
      attributes: { camera: 'drawn', stars: 5 },
    });
    expect(metadata.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(metadata.width! * metadata.height!).toBeGreaterThan(0);
    const image = await fetch(preSignedUrl!.url);
    expect(Buffer.from(await image.arrayBuffer())).toEqual(await readFile(sample('hills.jpg')));
  });

  it.each([
    ['photo.jpg', 'image/jpeg', 'day.webp', 'image/webp'],
    ['photo', '', 'hills.jpg', 'image/jpeg'],
    ['photo.txt', 'text/plain', 'icon.png', 'image/png'],
    ['photo.gif', 'image/*', 'hills.avif', 'image/avif'],
    ['photo.tiff', 'image/x-tiff', 'scan.tif', 'image/tiff'],
  ])('takes an image that is called %s and %j, though its bytes are %s', async (name, type, sampled, is) => {
    const file = new File([await readFile(sample(sampled))], name, { type });
    const { metadata } = await client.upload(file);
    expect(metadata).toMatchObject({ filename: name, status: 'ready', contentType: is });
  });

  it('has a type that the caller declares enforced', async () => {
    const file = await openAsBlob(sample('day.webp'));
    const declared = { filename: 'photo.jpg', contentType: 'image/jpeg' };
    await expect(client.upload(file, declared)).rejects.toMatchObject({ code: 'TypeMismatch' });
  });

  it('replaces an image on its record, and waits for the new one', async () => {
    const first = await client.upload(await openAsBlob(sample('icon.png')), { filename: 'icon.png' });
    const { id, version } = first.metadata;
    const { metadata } = await client.upload(await openAsBlob(sample('day.webp')), { id, ifMatch: version });
    expect(metadata).toMatchObject({
      id,
      contentVersion: 2,
      contentType: 'image/webp',
      filename: 'icon.png',
    });
    await expect(
      client.upload(await openAsBlob(sample('day.gif')), { id, ifMatch: version }),
    ).rejects.toMatchObject({ name: 'ApiError', status: 412, version: metadata.version });
  });

  it('tells that a text is no image, and keeps the good image that was there', async () => {
    const text = new Blob(['Dear diary, I am no image.'], { type: 'image/png' });
    const error = await client.upload(text, { filename: 'diary.png' }).catch((caught) => caught);
    expect(error).toBeInstanceOf(ImageRejectedError);
    expect(error).toMatchObject({ code: 'NotAnImage', metadata: { status: 'rejected', isUploaded: false } });

    const good = await client.upload(await openAsBlob(sample('icon.png')), { filename: 'icon.png' });
    const { id } = good.metadata;
    await expect(client.upload(text, { id })).rejects.toMatchObject({ code: 'NotAnImage' });
    expect((await client.get(id)).metadata).toMatchObject({ status: 'ready', contentVersion: 1 });
    const again = await client.upload(await openAsBlob(sample('day.gif')), { id });
    expect(again.metadata).toMatchObject({ contentVersion: 2, contentType: 'image/gif' });
    expect(again.metadata.rejection).toBeUndefined();
  });

  it('uploads many at once', async () => {
    const names = ['hills.jpg', 'hills.webp', 'hills.avif', 'day.gif', 'icon.png', 'scan.tif', 'phone.jpg'];
    const images = await Promise.all(
      names.map(async (filename) => client.upload(await openAsBlob(sample(filename)), { filename })),
    );
    expect(images.map(({ metadata }) => [metadata.filename, metadata.status])).toEqual(
      names.map((name) => [name, 'ready']),
    );
  });

  it('makes one record of one Idempotency-Key', async () => {
    const options = { idempotencyKey: 'order 66' };
    const [one, other] = await Promise.all([
      client.create({ filename: 'once.png' }, options),
      client.create({ filename: 'once.png' }, options),
    ]);
    expect(other.metadata.id).toBe(one.metadata.id);
    await expect(client.create({ filename: 'twice.png' }, options)).rejects.toMatchObject({
      status: 409,
      code: 'IdempotencyConflict',
    });
  });

  it('iterates over pages under a filter', async () => {
    const made = [];
    for (let count = 0; count < 5; count += 1) {
      made.push((await client.create({ filename: `${count}.png`, tags: ['paged'] })).metadata.id);
    }
    const pages = [];
    for await (const page of client.list({ tag: 'paged', limit: 2 })) pages.push(page);
    expect(pages.map(({ metadata }) => metadata.length)).toEqual([2, 2, 1]);
    expect(pages.flatMap(({ metadata }) => metadata.map(({ id }) => id))).toEqual(made.reverse());
  });

  it('changes and removes a record under If-Match', async () => {
    const { metadata } = await client.create({ filename: 'a.png', title: 'A', tags: ['x'] });
    const { id, version } = metadata;
    const changed = await client.update(id, { title: null, tags: { add: ['y'] } }, { ifMatch: version });
    expect(changed.metadata).toMatchObject({ tags: ['x', 'y'] });
    expect(changed.metadata.title).toBeUndefined();
    await expect(client.remove(id, { ifMatch: version })).rejects.toMatchObject({
      status: 412,
      code: 'PreconditionFailed',
      version: changed.metadata.version,
    });
    await client.remove(id, { ifMatch: changed.metadata.version });
    await expect(client.get(id)).rejects.toMatchObject({ status: 404, code: 'NotFound' });
  });

  it('takes URLs for an image that its caller names', async () => {
    const name = { userId: 'Jörg/..', imageId: '写真 #1' };
    await expect(client.downloadUrl(name)).rejects.toMatchObject({ status: 404 });
    const { presignedUrl } = await client.uploadUrl(name);
    const bytes = await readFile(sample('icon.png'));
    expect((await fetch(presignedUrl, { method: 'PUT', body: bytes })).status).toBe(200);
    const [before] = (await client.list(name).next()).value!.metadata;
    await client.wait({ id: before!.id, before: { ...before!, contentVersion: 0 }, size: bytes.length });
    const download = await fetch((await client.downloadUrl(name)).presignedUrl);
    expect(Buffer.from(await download.arrayBuffer())).toEqual(bytes);
  });

  it('throws what the service answers, with the field at fault', async () => {
    const error = await client.create({ filename: 'no/slash' }).catch((caught) => caught);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ status: 400, code: 'ValidationFailed', errors: [{ path: 'filename' }] });
    expect(error.requestId).not.toBe('');
    await expect(client.get(unknownId)).rejects.toMatchObject({ status: 404 });
    const stranger = createClient({ baseUrl: run.baseUrl, apiKey: 'guessed-this-one' });
    await expect(stranger.get(unknownId)).rejects.toMatchObject({ status: 403, code: 'Forbidden' });
  });

  it('refuses an upload that was aborted, and leaves its record pending', async () => {
    const controller = new AbortController();
    let id = '';
    const upload = client.upload(await openAsBlob(sample('hills.jpg')), {
      filename: 'never.jpg',
      signal: controller.signal,
      onRecord: (metadata) => {
        id = metadata.id;
        controller.abort(new Error('not now'));
      },
    });
    await expect(upload).rejects.toThrow('not now');
    expect((await client.get(id)).metadata.status).toBe('pending');
  });
});
