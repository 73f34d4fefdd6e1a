import { expect, it } from 'vitest';
import { startHarness } from '../support/start.ts';

const api = await startHarness();

it('creates, reads, lists, updates and deletes a record', async () => {
  const created = await api.call('POST', '/metadata', {
    body: { filename: 'a.jpg', tags: ['x'], title: '😀' },
  });
  expect(created).toMatchObject({ status: 201, headers: { ETag: '"1"' } });
  const { id } = created.body.metadata;
  expect(created.headers.Location).toBe(`/v1/metadata/${id}`);
  const read = await api.call('GET', `/metadata/${id}`);
  expect(read).toMatchObject({ status: 200, body: { metadata: created.body.metadata, preSignedUrl: null } });
  const updated = await api.call('PUT', `/metadata/${id}`, {
    body: { filename: 'b.jpg', tags: { add: ['y'], remove: ['x'] }, attributes: { a: 1, b: 'c' } },
  });
  expect(updated.body.metadata).toMatchObject({
    filename: 'b.jpg',
    tags: ['y'],
    version: 2,
    attributes: { a: 1, b: 'c' },
  });
  const listed = await api.call('GET', '/metadata');
  expect(listed.body).toEqual({ metadata: [updated.body.metadata], preSignedUrls: [] });
  expect(await api.call('DELETE', `/metadata/${id}`)).toMatchObject({ status: 204, body: undefined });
  expect((await api.call('GET', `/metadata/${id}`)).status).toBe(404);
});
