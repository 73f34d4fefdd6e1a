import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { createClient } from '../../client/client.ts';
import { ImageRejectedError, UploadRefusedError, UploadSupersededError } from '../../client/errors.ts';
import type { Metadata } from '../../client/types.ts';
import type { Progress } from '../../client/upload.ts';
import { type Reply, type ScriptedServer, type SeenRequest, startScriptedServer } from './scripted-server.ts';

const id = '0b9c2f4e-6f3a-4a55-9d0e-4c1a2b3c4d5e';
const png = new File(['not really a PNG, but nobody looks'], 'a.png', { type: 'image/png' });
const sha256 = createHash('sha256').update('not really a PNG, but nobody looks').digest('hex');
const stored: Reply = { status: 200 };
const s3Error = (status: number, code: string, message = 'No.'): Reply => ({
  status,
  text: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${message}</Message><RequestId>s3-1</RequestId></Error>`,
});
const expired = s3Error(403, 'AccessDenied', 'Request has expired');

let server: ScriptedServer;
afterEach(() => server.stop());

/**
 * A service whose S3 answers as scripted, whose tickets are numbered, and whose record changes as `afterwards` says
 * once it is read again.
 */
async function givenService({
  s3 = [stored],
  before = {},
  afterwards = [{ status: 'ready', contentVersion: 1, size: png.size, sha256 }],
  expiresIn = 3600,
}: {
  s3?: Reply[];
  before?: Partial<Metadata>;
  afterwards?: Partial<Metadata>[];
  expiresIn?: number;
}) {
  let tickets = 0;
  let puts = 0;
  let reads = 0;
  const metadata = { id, filename: 'a.png', status: 'pending', version: 1, ...before };
  const respond = ({ method, path, headers }: SeenRequest): Reply => {
    if (path.startsWith('/s3/')) return s3[Math.min(puts++, s3.length - 1)]!;
    if (method === 'GET') {
      const change = afterwards[Math.min(reads++, afterwards.length - 1)];
      return { status: 200, json: { metadata: { ...metadata, ...change }, preSignedUrl: null } };
    }
    tickets += 1;
    const url = `http://${headers.host}/s3/${tickets}`;
    const preSignedUrl = {
      id,
      url,
      method: 'PUT',
      expiresIn,
      expiresAt: 0,
      headers: { 'content-type': 'image/png', 'x-amz-checksum-sha256': 'abc', 'if-none-match': '*' },
    };
    return { status: method === 'POST' ? 201 : 200, json: { metadata, preSignedUrl } };
  };
  server = await startScriptedServer(respond);
  return createClient({ baseUrl: server.url, apiKey: 'secret' });
}

const requestsTo = (prefix: string, method: string) =>
  server.requests.filter((request) => request.method === method && request.path.startsWith(prefix));
const bodyOf = (request: SeenRequest | undefined) => JSON.parse(String(request!.body));

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

describe('upload in place of another image', () => {
  const rejection = { code: 'NotAnImage', message: 'The bytes are no image.', at: 1_000 } as const;
  const before = {
    status: 'ready',
    version: 5,
    contentVersion: 3,
    size: 10,
    sha256: '00',
    isUploaded: true,
  } as const;

  it('holds to If-Match when it renews its ticket', async () => {
    const client = await givenService({
      before,
      s3: [expired, stored],
      afterwards: [{ contentVersion: 4, size: png.size, sha256 }],
    });
    await client.upload(png, { id, ifMatch: 5 });
    const updates = requestsTo(`/metadata/${id}`, 'PUT');
    expect(updates.map(({ headers }) => headers['if-match'])).toEqual(['"5"', '"5"']);
    expect(bodyOf(updates[0])).toEqual({ size: png.size, sha256 });
  });

  it('is not misled by the image, nor by the rejection, that was there before', async () => {
    const client = await givenService({
      before: { ...before, rejection },
      afterwards: [{}, { rejection }, { contentVersion: 4, size: png.size, sha256, rejection: undefined }],
    });
    await expect(client.upload(png, { id })).resolves.toMatchObject({ metadata: { contentVersion: 4 } });
    expect(requestsTo(`/metadata/${id}`, 'GET')).toHaveLength(3);
  });

  it('tells a new rejection from the one before', async () => {
    const later = { ...rejection, at: 2_000 };
    const client = await givenService({
      before: { ...before, rejection },
      afterwards: [{ rejection }, { rejection: later }],
    });
    await expect(client.upload(png, { id })).rejects.toMatchObject({ name: 'ImageRejectedError', at: 2_000 });
  });

  it('does not take somebody else’s accepted image for its own', async () => {
    const theirs = { contentVersion: 4, size: png.size, sha256: 'ff' };
    const client = await givenService({
      before,
      afterwards: [theirs, theirs, { contentVersion: 5, size: png.size, sha256 }],
    });
    await expect(client.upload(png, { id })).resolves.toMatchObject({ metadata: { contentVersion: 5 } });
    await server.stop();
    const overtaken = await givenService({ before, afterwards: [theirs] });
    const error = await overtaken.upload(png, { id, waitMs: 500 }).catch((caught) => caught);
    expect(error).toBeInstanceOf(UploadSupersededError);
    expect(error.metadata).toMatchObject({ sha256: 'ff' });
  });

  it('says when the inspection takes too long', async () => {
    const client = await givenService({ before, afterwards: [{}] });
    await expect(client.upload(png, { id, waitMs: 300 })).rejects.toMatchObject({
      name: 'TimeoutError',
      code: 'InspectionTimeout',
    });
  });
});
