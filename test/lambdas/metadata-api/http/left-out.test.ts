import { describe, expect, it } from 'vitest';
import { startHarness } from '../support/start.ts';

const api = await startHarness();

const DECLARATIONS = { contentType: null, size: null, sha256: null };
const FIELDS = { title: null, userId: null, imageId: null, tags: null, attributes: null };

describe('null for a field that may be left out is leaving it out', () => {
  it('in POST /metadata, at every level', async () => {
    const bare = await api.call('POST', '/metadata', { body: { filename: 'a.jpg' } });
    const { status, body } = await api.call('POST', '/metadata', {
      body: { filename: 'a.jpg', ...FIELDS, ...DECLARATIONS },
    });
    expect(status).toBe(201);
    expect(Object.keys(body.metadata)).toEqual(Object.keys(bare.body.metadata));
    expect(body.preSignedUrl).not.toHaveProperty('headers');
    const partly = await api.call('POST', '/metadata', {
      body: { filename: 'a.jpg', attributes: { kept: 1, none: null } },
    });
    expect(partly.body.metadata.attributes).toEqual({ kept: 1 });
  });

  it('so that a retry may have it or not', async () => {
    const post = (body: object) =>
      api.call('POST', '/metadata', { body, headers: { 'Idempotency-Key': 'k' } });
    const first = await post({ filename: 'a.jpg', title: null, attributes: { a: null } });
    const again = await post({ filename: 'a.jpg', attributes: {} });
    expect(again).toMatchObject({ status: 201, body: { metadata: { id: first.body.metadata.id } } });
  });

  it('in upload_url and download_url', async () => {
    const body = { userId: 'u', imageId: 'i', tweetId: null };
    const up = await api.call('POST', '/api/upload_url', {
      body: { ...body, filename: null, ...DECLARATIONS },
    });
    expect(up.status).toBe(200);
    const { body: list } = await api.call('GET', '/metadata?userId=u&imageId=i');
    await api.accept(list.metadata[0].id);
    const down = await api.call('POST', '/api/download_url', { body: { ...body, disposition: null } });
    expect(new URL(down.body.presignedUrl).searchParams.get('response-content-disposition')).toMatch(
      /^inline;/,
    );
  });

  it('in PUT, but for what it removes: the title, and attributes by name', async () => {
    const id = await api.create({ title: 'T', tags: ['a'], attributes: { a: 1, b: 2 } });
    const put = (body: object) => api.call('PUT', `/metadata/${id}`, { body });
    const same = await put({ filename: null, tags: null, attributes: null, ...DECLARATIONS });
    expect(same.body).toMatchObject({
      metadata: { filename: 'photo.jpg', title: 'T', tags: ['a'], attributes: { a: 1, b: 2 } },
      preSignedUrl: { method: 'PUT' },
    });
    expect((await put({ tags: { add: ['b'], remove: null } })).body.metadata.tags).toEqual(['a', 'b']);
    const { body } = await put({ title: null, attributes: { a: null } });
    expect(body.metadata).not.toHaveProperty('title');
    expect(body.metadata.attributes).toEqual({ b: 2 });
  });

  it.each([
    ['/metadata', { filename: null }, 'filename'],
    ['/metadata', { filename: 'a', userId: null, imageId: 'i' }, 'userId'],
    ['/metadata', { filename: 'a', tags: [null] }, 'tags.0'],
    ['/api/upload_url', { userId: null, imageId: 'i' }, 'userId'],
  ])('and no way around what is required: POST %s of %j', async (path, body, field) => {
    expect(await api.call('POST', path, { body })).toMatchObject({
      status: 400,
      body: { errors: [{ path: field }] },
    });
  });
});

describe('contentType', () => {
  it.each([
    ['image/jpg', 'image/jpeg'],
    ['IMAGE/JPEG', 'image/jpeg'],
    [' image/pjpeg ; q=1', 'image/jpeg'],
    ['image/x-png', 'image/png'],
    ['image/apng', 'image/png'],
    ['image/heif', 'image/heic'],
    ['image/x-ms-bmp', 'image/bmp'],
  ])('%s is signed by its registered name, which the ticket tells to send', async (alias, type) => {
    const { status, body } = await api.call('POST', '/metadata', {
      body: { filename: 'a.jpg', contentType: alias },
    });
    expect(status).toBe(201);
    expect(body.preSignedUrl.headers).toMatchObject({ 'Content-Type': type });
  });
});
