import { expect, it } from 'vitest';
import { thumbnailKey } from '../../../../lambdas/shared/objects/thumbnail.ts';
import { startHarness } from '../support/start.ts';

const THUMBHASH = '1QcSHQRnh493V4dIh4eXh1h4kJUI';
const api = await startHarness();
const { table } = api;

/** A ready record whose thumbnail the thumbnailer has told of. */
async function withThumbnail(fields: object = {}): Promise<{ id: string; key: string }> {
  const id = await api.create(fields);
  const key = thumbnailKey(await api.accept(id));
  await table.set(id, {
    thumbnail: {
      M: { key: { S: key }, width: { N: '3' }, height: { N: '2' }, thumbhash: { S: THUMBHASH } },
    },
  });
  return { id, key };
}

it('a record has its ThumbHash, and its GET URL a URL to the thumbnail that lives as long', async () => {
  const { id, key } = await withThumbnail();
  const { body } = await api.call('GET', `/metadata/${id}`);
  expect(body.metadata.thumbhash).toBe(THUMBHASH);
  expect(body.metadata).not.toHaveProperty('thumbnail');
  const [image, thumbnail] = [new URL(body.preSignedUrl.url), new URL(body.preSignedUrl.thumbnailUrl)];
  expect(thumbnail.pathname).toMatch(new RegExp(`/${key}$`));
  for (const name of ['X-Amz-Date', 'X-Amz-Expires', 'X-Amz-Credential']) {
    expect(thumbnail.searchParams.get(name)).toBe(image.searchParams.get(name));
  }
});

it('so has every record of a list, and a named download', async () => {
  const { id, key } = await withThumbnail({ userId: 'ann', imageId: 'one' });
  const { body } = await api.call('GET', '/metadata?userId=ann');
  expect(body.metadata[0]).toMatchObject({ id, thumbhash: THUMBHASH });
  expect(body.preSignedUrls[0].thumbnailUrl).toContain(key);
  const named = await api.call('POST', '/api/download_url', { body: { userId: 'ann', imageId: 'one' } });
  expect(named.body.thumbnailUrl).toContain(key);
});

it('the URL is the same for all who ask within its period, so that browsers find it in their cache', async () => {
  const { id } = await withThumbnail();
  const urls = await Promise.all(
    Array.from({ length: 5 }, async () => (await api.call('GET', `/metadata/${id}`)).body.preSignedUrl),
  );
  expect(new Set(urls.map(({ thumbnailUrl }) => thumbnailUrl)).size).toBe(1);
});

it('a ready record without a thumbnail yet has neither, and one that gets none says why', async () => {
  const id = await api.create();
  await api.accept(id);
  const { metadata, preSignedUrl } = (await api.call('GET', `/metadata/${id}`)).body;
  expect({ ...metadata, ...preSignedUrl }).not.toHaveProperty('thumbhash');
  expect(preSignedUrl).not.toHaveProperty('thumbnailUrl');
  expect(metadata).not.toHaveProperty('thumbnailError');

  await table.set(id, { thumbnail: { M: { error: { S: 'Unsupported' } } } });
  const told = (await api.call('GET', `/metadata/${id}`)).body;
  expect(told.metadata).toMatchObject({ status: 'ready', thumbnailError: 'Unsupported' });
  expect(told.preSignedUrl).not.toHaveProperty('thumbnailUrl');
});

it('an upload ticket has no thumbnail', async () => {
  const { id } = await withThumbnail();
  const { body } = await api.call('PUT', `/metadata/${id}`, { body: { title: 'x' } });
  expect(body.metadata.thumbhash).toBe(THUMBHASH);
  expect(body.preSignedUrl).not.toHaveProperty('thumbnailUrl');
});
