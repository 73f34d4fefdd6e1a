import { describe, expect, it } from 'vitest';
import { givenApp, ID } from './app.ts';

const limits = { types: ['image/png'], maxBytes: 1000, tags: ['sea', 'é'], ticketsPerHour: 60 };
const good = { filename: 'a.png', contentType: 'image/png', size: 1000 };

describe('the limits of the app', () => {
  it('let through what keeps to them, and have the API count', async () => {
    const { send, asked } = givenApp({ limits });
    const created = await send('POST', '/metadata', { body: { ...good, tags: ['sea', 'e\u0301'] } });
    const replaced = await send('PUT', `/metadata/${ID}`, { body: { contentType: 'image/png', size: 9 } });
    expect([created.status, replaced.status]).toEqual([201, 200]);
    expect(asked.map(({ query }) => query.ticketsPerHour)).toEqual(['60', '60']);
    expect(replaced.body!.preSignedUrl).not.toBeNull();
  });

  it.each([
    ['contentType', { ...good, contentType: undefined }],
    ['contentType', { ...good, contentType: 'image/gif' }],
    ['contentType', { ...good, contentType: ['image/png'] }],
    ['size', { ...good, size: undefined }],
    ['size', { ...good, size: null }],
    ['size', { ...good, size: 1001 }],
    ['size', { ...good, size: '9' }],
    ['tags', { ...good, tags: ['sea', 'land'] }],
    ['tags', { ...good, tags: 'land' }],
    ['tags', { ...good, tags: [['sea']] }],
  ])('refuse a wrong %s: %j', async (path, body) => {
    const { send, asked } = givenApp({ limits });
    expect(await send('POST', '/metadata', { body })).toMatchObject({
      status: 400,
      body: { errors: [{ path }] },
    });
    expect(asked).toEqual([]);
  });

  it.each([
    ['nothing', {}, 'contentType'],
    ['a size alone', { size: 5 }, 'contentType'],
    ['a type alone', { contentType: 'image/png' }, 'size'],
    ['an edit and a size', { title: 'x', size: 5 }, 'contentType'],
    ['a foreign tag', { tags: { add: ['land'] } }, 'tags'],
    ['a foreign tag that is no list', { tags: { add: 'land' } }, 'tags'],
  ])('hold for a PUT with %s', async (_, body, path) => {
    const { send, asked } = givenApp({ limits });
    expect(await send('PUT', `/metadata/${ID}`, { body })).toMatchObject({
      status: 400,
      body: { errors: [{ path }] },
    });
    expect(asked).toEqual([]);
  });

  it.each(['image/jpg', 'IMAGE/JPEG', 'image/pjpeg; q=1'])(
    'take %s for the JPEG that it is, on either side',
    async (name) => {
      for (const [types, contentType] of [
        [['image/jpeg'], name],
        [[name], 'image/jpeg'],
      ] as const) {
        const { send } = givenApp({ limits: { types } });
        expect((await send('POST', '/metadata', { body: { filename: 'a', contentType } })).status).toBe(201);
        const other = await send('POST', '/metadata', { body: { filename: 'a', contentType: 'image/gif' } });
        expect([other.status, other.body!.message]).toEqual([400, 'contentType must be one of image/jpeg']);
      }
    },
  );

  it('take a tag for itself, however its accents are written', async () => {
    for (const [ours, theirs] of ['é', 'e\u0301'].flatMap((one) =>
      ['é', 'e\u0301'].map((two) => [one, two]),
    )) {
      const { send } = givenApp({ limits: { tags: [ours!] } });
      const body = { filename: 'a', tags: [theirs] };
      expect((await send('POST', '/metadata', { body })).status).toBe(201);
    }
  });

  it('with no types let nobody upload', async () => {
    const { send } = givenApp({ limits: { types: [] } });
    const body = { filename: 'a', contentType: 'image/png' };
    expect(await send('POST', '/metadata', { body })).toMatchObject({
      status: 400,
      body: { message: 'contentType can be none' },
    });
    expect((await send('PUT', `/metadata/${ID}`, { body: { title: 'x' } })).status).toBe(200);
  });

  it('leave an edit its way, but give it no ticket that nothing was declared for', async () => {
    const { send } = givenApp({ limits: { maxBytes: 5 } });
    const body = { title: 'x', tags: { add: ['any'], remove: ['other'] }, size: null };
    expect(await send('PUT', `/metadata/${ID}`, { body })).toMatchObject({
      status: 200,
      body: { preSignedUrl: null },
    });
    const free = givenApp({ limits: { tags: ['any'] } });
    expect((await free.send('PUT', `/metadata/${ID}`, { body })).body!.preSignedUrl).not.toBeNull();
  });

  it('with no tags allow none, and removing any', async () => {
    const { send } = givenApp({ limits: { tags: [] } });
    const post = (tags: unknown) => send('POST', '/metadata', { body: { filename: 'a', tags } });
    expect((await post(['a'])).status).toBe(400);
    expect([(await post([])).status, (await post(null)).status]).toEqual([201, 201]);
    expect((await send('PUT', `/metadata/${ID}`, { body: { tags: { remove: ['a'] } } })).status).toBe(200);
  });
});
