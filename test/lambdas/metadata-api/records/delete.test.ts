import { describe, expect, it } from 'vitest';
import { scalarMap } from '../../../../lambdas/shared/attribute-values.ts';
import { thumbnailKey } from '../../../../lambdas/shared/objects/thumbnail.ts';
import { startHarness } from '../support/start.ts';

const api = await startHarness();
const { table } = api;

const remove = (id: string, ...versions: number[]) =>
  api.call('DELETE', `/metadata/${id}`, {
    headers: versions.length > 0 ? { 'If-Match': versions.map((version) => `"${version}"`).join(', ') } : {},
  });
const statusOf = async (id: string) => (await api.call('GET', `/metadata/${id}`)).status;

/** Does something right before the API's next request of that name. */
function aheadOf(name: string, act: () => Promise<unknown>): void {
  const send = table.client.send.bind(table.client);
  table.client.send = (async (command: never) => {
    if ((command as object).constructor.name === `${name}Command`) {
      table.client.send = send;
      await act();
    }
    return send(command);
  }) as typeof table.client.send;
}

describe('DELETE', () => {
  it('deletes the record, and is 404 the second time', async () => {
    const id = await api.create();
    await api.accept(id);
    expect((await remove(id)).status).toBe(204);
    expect(await statusOf(id)).toBe(404);
    expect((await remove(id)).status).toBe(404);
  });

  it('leaves alone a record that was made in its place meanwhile', async () => {
    const name = { userId: 'ann', imageId: 'avatar' };
    const id = await api.create(name);
    aheadOf('DeleteItem', async () => {
      await remove(id);
      expect(await api.create(name)).toBe(id);
    });
    expect((await remove(id)).status).toBe(204);
    expect(await statusOf(id)).toBe(200);
    await remove(id);
  });

  it('leaves alone what stands in the place of a record of release 0.1.0', async () => {
    const id = await api.create();
    await table.remove(id, 'incarnation');
    aheadOf('DeleteItem', () => table.set(id, { incarnation: { S: 'successor-' } }));
    expect((await remove(id)).status).toBe(204);
    expect(await statusOf(id)).toBe(200);
    await table.remove(id, 'incarnation');
    expect((await remove(id)).status).toBe(204);
    expect(await statusOf(id)).toBe(404);
  });

  it('takes with it an image that is accepted, an edit and a thumbnail that come meanwhile', async () => {
    const id = await api.create();
    aheadOf('DeleteItem', async () => {
      const key = await api.accept(id);
      await api.call('PUT', `/metadata/${id}`, { body: { title: 'late' } });
      const thumbnail = { key: thumbnailKey(key), width: 3, height: 2, thumbhash: 'x' };
      await table.set(id, { thumbnail: scalarMap(thumbnail) });
    });
    expect((await remove(id)).status).toBe(204);
    expect(await statusOf(id)).toBe(404);
  });

  it.each(['GetItem', 'DeleteItem'])(
    'with If-Match leaves a record alone that was edited before its %s',
    async (name) => {
      const id = await api.create();
      aheadOf(name, () => api.call('PUT', `/metadata/${id}`, { body: { title: 'faster' } }));
      expect(await remove(id, 1)).toMatchObject({ status: 412, body: { version: 2 } });
      expect((await api.call('GET', `/metadata/${id}`)).body.metadata.title).toBe('faster');
      expect((await remove(id, 7, 2)).status).toBe(204);
    },
  );

  it('with If-Match is done when somebody else deletes the record meanwhile', async () => {
    const id = await api.create();
    aheadOf('DeleteItem', () => remove(id));
    expect((await remove(id, 1)).status).toBe(204);
  });

  it('succeeds for at least one of many at once', async () => {
    const id = await api.create();
    await api.accept(id);
    const statuses = await Promise.all(Array.from({ length: 20 }, async () => (await remove(id)).status));
    expect(statuses).toContain(204);
    expect(statuses.filter((status) => status !== 204 && status !== 404)).toEqual([]);
  });
});

describe('what stands in the user index and is no record', () => {
  it('is in no list', async () => {
    const id = await api.create({ userId: 'gone#1' });
    const [record] = (await table.dump()).filter((item) => item.id!.S === id);
    const gone = { userId: { S: 'gone#1' }, goneAt: { N: '1' } };
    for (const place of ['0', 'f']) {
      await table.set(`gone#${place}`, {
        ...gone,
        sortKey: { S: `${record!.sortKey!.S!.slice(0, 14)}${place}` },
      });
    }
    const list = await api.call('GET', `/metadata?userId=${encodeURIComponent('gone#1')}&limit=1`);
    expect(list).toMatchObject({ status: 200, body: { metadata: [{ id }] } });
    expect(list.body).not.toHaveProperty('nextCursor');
  });
});
