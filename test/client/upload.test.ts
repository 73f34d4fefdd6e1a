import { describe, expect, it } from 'vitest';
import { ImageRejectedError, UploadRefusedError, UploadSupersededError } from '../../client/errors.ts';
import type { Progress } from '../../client/upload.ts';
import {
  bodyOf,
  expired,
  givenService,
  id,
  png,
  requestsTo,
  s3Error,
  server,
  sha256,
  stored,
} from './scripted-upload.ts';

describe('upload', () => {
  it('declares size and SHA-256, and sends the bytes with the ticket’s headers and an exact length', async () => {
    const client = await givenService({});
    await client.upload(png, { tags: ['x'] });
    expect(bodyOf(requestsTo('/metadata', 'POST')[0])).toEqual({
      filename: 'a.png',
      tags: ['x'],
      size: png.size,
      sha256,
    });
    const [put] = requestsTo('/s3/', 'PUT');
    expect(put!.body.toString()).toBe(await png.text());
    expect(put!.headers).toMatchObject({
      'content-type': 'image/png',
      'content-length': String(png.size),
      'x-amz-checksum-sha256': 'abc',
      'if-none-match': '*',
    });
    expect(put!.headers['transfer-encoding']).toBeUndefined();
    expect(put!.headers['x-api-key']).toBeUndefined();
  });

  it('makes a file name fit and keeps the original as title', async () => {
    const client = await givenService({});
    await client.upload(new File([png], 'Übersicht über 写真.png', { type: 'image/png' }));
    expect(bodyOf(requestsTo('/metadata', 'POST')[0])).toMatchObject({
      filename: 'Ubersicht_uber_.png',
      title: 'Übersicht über 写真.png',
    });
  });

  it('tells its progress from hashing to inspection', async () => {
    const large = new Blob([new Uint8Array(3_000_000)]);
    const client = await givenService({
      afterwards: [{ status: 'ready', contentVersion: 1, size: large.size }],
    });
    const seen: Progress[] = [];
    await client.upload(large, { filename: 'a.png', onProgress: (progress) => seen.push(progress) });
    const sent = seen.filter(({ phase }) => phase === 'sending').map((progress) => progress.sent);
    const { size: total } = large;
    expect(seen[0]).toEqual({ phase: 'hashing', sent: 0, total, maybeStored: false });
    expect(sent.length).toBeGreaterThan(2);
    expect(sent).toEqual([...sent].sort((a, b) => a - b));
    expect(sent.at(-1)).toBe(large.size);
    expect(seen.find(({ maybeStored }) => maybeStored)).toMatchObject({ phase: 'sending', sent: total });
    expect(seen.at(-1)).toEqual({ phase: 'inspecting', sent: total, total, maybeStored: true });
  });

  it('renews a ticket that S3 calls expired, with the same declaration', async () => {
    const client = await givenService({ s3: [expired, stored] });
    await client.upload(png);
    expect(requestsTo('/s3/', 'PUT').map(({ path }) => path)).toEqual(['/s3/1', '/s3/2']);
    const [renewal] = requestsTo(`/metadata/${id}`, 'PUT');
    expect(bodyOf(renewal)).toEqual({ size: png.size, sha256 });
  });

  it('renews a ticket that is as good as over before it uses it, but not for ever', async () => {
    const client = await givenService({ expiresIn: 1 });
    await client.upload(png);
    expect(requestsTo('/s3/', 'PUT').map(({ path }) => path)).toEqual(['/s3/2']);
    await server.stop();
    const hopeless = await givenService({ s3: [expired] });
    await expect(hopeless.upload(png)).rejects.toMatchObject({ name: 'UploadRefusedError', expired: true });
    expect(requestsTo('/s3/', 'PUT')).toHaveLength(4);
  });

  it('sends again after a broken connection, SlowDown and RequestTimeout', async () => {
    const client = await givenService({
      s3: ['drop', s3Error(503, 'SlowDown'), s3Error(400, 'RequestTimeout'), stored],
    });
    await expect(client.upload(png)).resolves.toMatchObject({ metadata: { status: 'ready' } });
    expect(requestsTo('/s3/', 'PUT')).toHaveLength(4);
  });

  it('takes 412 for success when the answer of its own attempt was lost', async () => {
    const client = await givenService({ s3: ['drop', s3Error(412, 'PreconditionFailed')] });
    await expect(client.upload(png)).resolves.toMatchObject({ metadata: { status: 'ready' } });
  });

  it('takes 412 for no more than that the ticket was used: what came of it is on the record', async () => {
    const used = [s3Error(412, 'PreconditionFailed')];
    const client = await givenService({ s3: used });
    await expect(client.upload(png)).resolves.toMatchObject({ metadata: { status: 'ready' } });
    await server.stop();
    const byOthers = await givenService({
      s3: used,
      afterwards: [{ contentVersion: 1, size: 3, sha256: 'ff' }],
    });
    await expect(byOthers.upload(png, { waitMs: 300 })).rejects.toBeInstanceOf(UploadSupersededError);
    await server.stop();
    const unseen = await givenService({ s3: used, afterwards: [{}] });
    await expect(unseen.upload(png, { waitMs: 300 })).rejects.toMatchObject({ code: 'InspectionTimeout' });
  });

  it('throws what S3 refuses for good, without trying again', async () => {
    const client = await givenService({ s3: [s3Error(400, 'BadDigest', 'Checksum differs.')] });
    const error = await client.upload(png).catch((caught) => caught);
    expect(error).toBeInstanceOf(UploadRefusedError);
    expect(error).toMatchObject({
      status: 400,
      code: 'BadDigest',
      message: 'Checksum differs.',
      requestId: 's3-1',
      expired: false,
    });
    expect(requestsTo('/s3/', 'PUT')).toHaveLength(1);
  });

  it('stops when aborted while sending', async () => {
    const client = await givenService({ s3: [{ status: 200, afterMs: 5000 }] });
    const controller = new AbortController();
    const reason = new Error('changed my mind');
    const upload = client.upload(png, {
      signal: controller.signal,
      onProgress: ({ phase }) => phase === 'sending' && controller.abort(reason),
    });
    await expect(upload).rejects.toBe(reason);
    expect(requestsTo(`/metadata/${id}`, 'GET')).toHaveLength(0);
  });

  it('throws the rejection when the inspector refuses', async () => {
    const rejection = {
      code: 'NotAnImage',
      message: 'The bytes are no image.',
      at: 1_790_000_000_000,
    } as const;
    const client = await givenService({ afterwards: [{}, { status: 'rejected', rejection }] });
    const error = await client.upload(png).catch((caught) => caught);
    expect(error).toBeInstanceOf(ImageRejectedError);
    expect(error).toMatchObject({ ...rejection, metadata: { id, status: 'rejected' } });
  });
});
