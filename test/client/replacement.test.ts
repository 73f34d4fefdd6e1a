import { describe, expect, it } from 'vitest';
import { createClient } from '../../client/client.ts';
import { UploadSupersededError } from '../../client/errors.ts';
import {
  bodyOf,
  expired,
  givenService,
  id,
  png,
  requestsTo,
  server,
  sha256,
  stored,
} from './scripted-upload.ts';

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

  it('says so where it is given no ticket', async () => {
    await givenService({ before });
    const answer = () => Response.json({ metadata: { id, ...before }, preSignedUrl: null });
    const client = createClient({ baseUrl: server.url, fetch: async () => answer() });
    await expect(client.upload(png, { id })).rejects.toMatchObject({ code: 'NoTicket', retryable: false });
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
