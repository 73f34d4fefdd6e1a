import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { namedId } from '../../../../lambdas/metadata-api/records/identity.ts';
import { startHarness } from '../support/start.ts';

const api = await startHarness();

const upload = (body: object) => api.call('POST', '/api/upload_url', { body });
const download = (body: object) => api.call('POST', '/api/download_url', { body });
const recordOf = (url: string) => new URL(url).pathname.split('/').at(-2)!;

describe('an image named by its caller', () => {
  it('is one record, however many ask for it at once', async () => {
    const name = { userId: 'ann', imageId: 'race' };
    const replies = await Promise.all(Array.from({ length: 60 }, () => upload(name)));
    expect(replies.map(({ status }) => status)).toEqual(replies.map(() => 200));
    expect(new Set(replies.map(({ body }) => recordOf(body.presignedUrl))).size).toBe(1);
    expect(new Set(replies.map(({ body }) => new URL(body.presignedUrl).pathname)).size).toBe(60);
    const found = await api.call('GET', '/metadata?userId=ann&imageId=race');
    expect(found.body).toMatchObject({
      metadata: [{ ...name, version: 1, status: 'pending' }],
      preSignedUrls: [],
    });
  });

  it('answers the URL alone; with declarations the headers to send beside it', async () => {
    expect((await upload({ userId: 'u', imageId: 'plain' })).body).toEqual({
      presignedUrl: expect.any(String),
    });
    expect((await upload({ userId: 'u', imageId: 'declared', size: 7 })).body).toEqual({
      presignedUrl: expect.any(String),
      headers: { 'Content-Length': '7', 'If-None-Match': '*' },
    });
  });

  it('takes tweetId for imageId', async () => {
    const first = await upload({ userId: 'u', tweetId: '123' });
    const second = await upload({ userId: 'u', imageId: '123', tweetId: '123' });
    expect(recordOf(second.body.presignedUrl)).toBe(recordOf(first.body.presignedUrl));
  });

  it('has no download_url until there is an image', async () => {
    const name = { userId: 'u', imageId: 'later' };
    expect((await download(name)).status).toBe(404);
    const id = recordOf((await upload(name)).body.presignedUrl);
    expect(await download(name)).toMatchObject({ status: 404, body: { code: 'NotFound' } });
    const key = await api.accept(id);
    const { status, body } = await download({ ...name, disposition: 'attachment' });
    expect(status).toBe(200);
    expect(Object.keys(body)).toEqual(['presignedUrl']);
    const url = new URL(body.presignedUrl);
    expect(url.pathname.endsWith(key)).toBe(true);
    expect(url.searchParams.get('response-content-disposition')).toMatch(/^attachment;/);
  });

  it('cannot be created twice by POST /metadata', async () => {
    const body = { filename: 'a.jpg', userId: 'u', imageId: 'once' };
    const created = await api.call('POST', '/metadata', { body });
    expect(created.status).toBe(201);
    const again = await api.call('POST', '/metadata', { body });
    expect(again).toMatchObject({ status: 409, body: { code: 'AlreadyExists' } });
    expect(again.body.message).toContain(created.body.metadata.id);
    expect(recordOf((await upload({ userId: 'u', imageId: 'once' })).body.presignedUrl)).toBe(
      created.body.metadata.id,
    );
  });

  it('is renamed by upload_url with a filename, and left alone without', async () => {
    const name = { userId: 'u', imageId: 'renamed' };
    const id = recordOf((await upload({ ...name, filename: 'a.jpg' })).body.presignedUrl);
    await upload(name);
    expect((await api.call('GET', `/metadata/${id}`)).body.metadata).toMatchObject({
      filename: 'a.jpg',
      version: 1,
    });
    await upload({ ...name, filename: 'b.jpg' });
    expect((await api.call('GET', `/metadata/${id}`)).body.metadata).toMatchObject({
      filename: 'b.jpg',
      version: 2,
    });
  });

  it('is found by name, or an empty list is', async () => {
    expect((await api.call('GET', '/metadata?userId=nobody&imageId=none')).body).toEqual({
      metadata: [],
      preSignedUrls: [],
    });
  });

  it.each([
    '../../..',
    '../../../..',
    '/',
    'a/../b',
    '%2e%2e',
    'images/x',
    'a\u200b',
    '\u00e9',
    'e\u0301',
    '😀'.repeat(256),
    '__proto__',
  ])('can be called %j and reaches only itself', async (imageId) => {
    const id = recordOf((await upload({ userId: imageId, imageId })).body.presignedUrl);
    expect(id).toBe(namedId(imageId, imageId));
    expect((await api.call('GET', `/metadata/${id}`)).body.metadata).toMatchObject({
      userId: imageId,
      imageId,
    });
  });

  it.each([
    ['a,b', 'c', 'a', 'b,c'],
    ['a","b', 'c', 'a', 'b","c'],
    ['ab', 'c', 'a', 'bc'],
  ])('%s + %s is not %s + %s', (user, image, otherUser, otherImage) => {
    expect(namedId(user, image)).not.toBe(namedId(otherUser, otherImage));
  });

  it('never shares an id with another name, however the two parts are cut', () => {
    const part = fc.string({ unit: 'binary', minLength: 1, maxLength: 8 });
    const short = fc.string({
      unit: fc.constantFrom('"', ',', '\\', 'a', '\u0000'),
      minLength: 1,
      maxLength: 4,
    });
    const pair = fc.tuple(fc.oneof(part, short), fc.oneof(part, short));
    fc.assert(
      fc.property(pair, pair, (a, b) => {
        const same = a[0] === b[0] && a[1] === b[1];
        expect(namedId(...a) === namedId(...b)).toBe(same);
      }),
    );
  });
});
