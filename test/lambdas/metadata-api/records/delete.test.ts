import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { scalarMap } from '../../../../lambdas/shared/attribute-values.ts';
import { thumbnailKey } from '../../../../lambdas/shared/thumbnail.ts';
import { Harness } from '../support/harness.ts';
import { ObjectStore } from '../support/object-store.ts';
import { TestTable } from '../support/table.ts';

let table: TestTable;
let objects: ObjectStore;
let api: Harness;

beforeAll(async () => {
  objects = await ObjectStore.start();
  table = await TestTable.start();
  api = new Harness(table);
});

beforeEach(() => {
  objects.requests.length = 0;
  objects.keys.clear();
  objects.versions.length = 0;
});

afterAll(async () => {
  await table.stop();
  await objects.stop();
});

async function ready(): Promise<{ id: string; key: string }> {
  const id = await api.create();
  const key = await api.accept(id);
  objects.keys.add(key).add(thumbnailKey(key));
  return { id, key };
}

const remove = (id: string) => api.call('DELETE', `/metadata/${id}`);

describe('DELETE', () => {
  it('deletes the image, its thumbnail and the record, and is 404 the second time', async () => {
    const { id } = await ready();
    expect((await remove(id)).status).toBe(204);
    expect([...objects.keys]).toEqual([]);
    expect((await api.call('GET', `/metadata/${id}`)).status).toBe(404);
    expect((await remove(id)).status).toBe(404);
  });

  it('deletes replaced objects that are still around', async () => {
    const { id, key } = await ready();
    const old = key.replace(/[^/]+$/, 'BBBBBBBBBBBBBBBBBBBBBB.png');
    objects.keys.add(old).add(thumbnailKey(old));
    await table.set(id, { objectKeys: { L: [{ S: key }, { S: old }] } });
    expect((await remove(id)).status).toBe(204);
    expect(objects.keys.size).toBe(0);
  });

  it('puts the image aside before it deletes the version that URLs name', async () => {
    const id = await api.create();
    const key = await api.accept(id, { versionId: 'v1+/' });
    objects.keys.add(key).add(thumbnailKey(key));
    objects.failures.push(503);
    expect((await remove(id)).status).toBe(204);
    const copy = `/images-bucket/${key}?copy of images-bucket/${key}?versionId=v1%2B%2F`;
    expect(objects.requests.map(({ path }) => path.replace('/?', '?'))).toEqual([
      copy,
      copy,
      '/images-bucket?delete',
    ]);
    expect(objects.versions).toEqual(['v1+/']);
    expect([...objects.keys]).toEqual([]);
  });

  it('leaves alone a record that was made in its place meanwhile', async () => {
    const name = { userId: 'ann', imageId: 'avatar' };
    const id = await api.create(name);
    const send = table.client.send.bind(table.client);
    table.client.send = (async (command: never) => {
      if ((command as object).constructor.name === 'DeleteItemCommand') {
        table.client.send = send;
        await remove(id);
        expect(await api.create(name)).toBe(id);
      }
      return send(command);
    }) as typeof table.client.send;
    expect((await remove(id)).status).toBe(204);
    expect((await api.call('GET', `/metadata/${id}`)).status).toBe(200);
    await remove(id);
  });

  it('uses one connection to S3 again and again', async () => {
    const before = objects.connections;
    for (let at = 0; at < 5; at++) expect((await remove((await ready()).id)).status).toBe(204);
    expect(objects.connections - before).toBeLessThanOrEqual(1);
  });

  it('asks S3 nothing for a record without an image', async () => {
    expect((await remove(await api.create())).status).toBe(204);
    expect(objects.requests).toEqual([]);
  });

  it('rides out short failures of S3', async () => {
    const { id, key } = await ready();
    objects.failures.push(503, 500);
    expect((await remove(id)).status).toBe(204);
    expect(objects.keys.has(key)).toBe(false);
  });

  it('rides out a short failure of one key, and fails with a lasting one', async () => {
    const { id } = await ready();
    objects.keyFailures.push('InternalError');
    expect((await remove(id)).status).toBe(204);
    const other = await ready();
    objects.keyFailures.push('InternalError', 'InternalError', 'InternalError');
    expect((await remove(other.id)).status).toBe(500);
    expect((await remove(other.id)).status).toBe(204);
    expect([...objects.keys]).toEqual([]);
  });

  it('keeps the record when the object cannot be deleted, and can be repeated', async () => {
    const { id, key } = await ready();
    objects.failures.push(503, 503, 503);
    expect(await remove(id)).toMatchObject({ status: 500, body: { code: 'InternalError' } });
    expect((await api.call('GET', `/metadata/${id}`)).status).toBe(200);
    expect((await remove(id)).status).toBe(204);
    expect(objects.keys.has(key)).toBe(false);
  });

  it('also takes the object of an upload that is accepted meanwhile', async () => {
    const { id } = await ready();
    const late = `images/${id}/CCCCCCCCCCCCCCCCCCCCCC.png`;
    objects.keys.add(late);
    const send = table.client.send.bind(table.client);
    const restore = () => {
      table.client.send = send;
    };
    // Between the read and the delete, the inspector accepts another image.
    table.client.send = (async (command: never) => {
      if ((command as object).constructor.name === 'DeleteItemCommand') {
        restore();
        await table.set(id, { version: { N: '2' }, objectKeys: { L: [{ S: late }] } });
      }
      return send(command);
    }) as typeof table.client.send;
    expect((await remove(id)).status).toBe(204);
    expect(objects.keys.has(late)).toBe(false);
    expect((await api.call('GET', `/metadata/${id}`)).status).toBe(404);
  });

  it('with If-Match leaves record and image alone when an edit was faster', async () => {
    const { id, key } = await ready();
    const { version } = (await api.call('GET', `/metadata/${id}`)).body.metadata;
    const send = table.client.send.bind(table.client);
    table.client.send = (async (command: never) => {
      const answer = await send(command);
      if ((command as object).constructor.name === 'GetItemCommand') {
        table.client.send = send;
        await api.call('PUT', `/metadata/${id}`, { body: { title: 'faster' } });
      }
      return answer;
    }) as typeof table.client.send;
    const refused = await api.call('DELETE', `/metadata/${id}`, { headers: { 'If-Match': `"${version}"` } });
    expect(refused).toMatchObject({ status: 412, body: { version: version + 1 } });
    expect(objects.keys.has(key)).toBe(true);
    expect((await api.call('GET', `/metadata/${id}`)).body.metadata.title).toBe('faster');
  });

  it('with If-Match takes an edit with it that comes once objects are going', async () => {
    const { id, key } = await ready();
    const { version } = (await api.call('GET', `/metadata/${id}`)).body.metadata;
    const send = table.client.send.bind(table.client);
    table.client.send = (async (command: never) => {
      if ((command as object).constructor.name === 'DeleteItemCommand') {
        table.client.send = send;
        await api.call('PUT', `/metadata/${id}`, { body: { title: 'late' } });
      }
      return send(command);
    }) as typeof table.client.send;
    const deleted = await api.call('DELETE', `/metadata/${id}`, { headers: { 'If-Match': `"${version}"` } });
    expect(deleted.status).toBe(204);
    expect(objects.keys.has(key)).toBe(false);
    expect((await api.call('GET', `/metadata/${id}`)).status).toBe(404);
  });

  it('also takes a thumbnail that is told meanwhile, which is no new revision', async () => {
    const { id, key } = await ready();
    const send = table.client.send.bind(table.client);
    table.client.send = (async (command: never) => {
      if ((command as object).constructor.name === 'DeleteItemCommand') {
        table.client.send = send;
        objects.keys.add(thumbnailKey(key));
        await table.set(id, {
          thumbnail: scalarMap({ key: thumbnailKey(key), width: 3, height: 2, thumbhash: 'x' }),
        });
      }
      return send(command);
    }) as typeof table.client.send;
    expect((await remove(id)).status).toBe(204);
    expect([...objects.keys]).toEqual([]);
    expect((await api.call('GET', `/metadata/${id}`)).status).toBe(404);
  });

  it('succeeds for at least one of many at once, and leaves nothing', async () => {
    const { id, key } = await ready();
    const statuses = await Promise.all(Array.from({ length: 20 }, async () => (await remove(id)).status));
    expect(statuses).toContain(204);
    expect(statuses.filter((status) => status !== 204 && status !== 404)).toEqual([]);
    expect(objects.keys.has(key)).toBe(false);
  });
});
