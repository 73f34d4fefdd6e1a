import { describe, expect, it } from 'vitest';
import type { ImageToImport, ImportOutcome } from '../../../client/many/import-from.ts';
import type { Ticket } from '../../../client/types.ts';
import { givenService, service } from '../given-service.ts';

const images = (count: number): ImageToImport[] =>
  Array.from({ length: count }, (_, at) => ({
    imageId: `trip/${at}.png`,
    file: async () => new File([`image ${at}`], `${at}.png`),
  }));
const USER = { userId: 'ann' };

describe('importFrom', () => {
  it('uploads what is not there, and nothing when it is started again', async () => {
    const client = await givenService();
    const outcome = await client.importFrom(images(150), USER);
    expect(outcome).toEqual({ uploaded: 150, skipped: 0, missing: 0, failed: 0 });
    const { length } = service.requests;
    expect(await client.importFrom(images(150), USER)).toEqual({ ...outcome, uploaded: 0, skipped: 150 });
    expect(service.requests).toHaveLength(length + 2);
    expect(service.records.size).toBe(150);
  });

  it('reads no file that is there', async () => {
    const client = await givenService();
    await client.importFrom(images(3), USER);
    const unread = images(3).map((image) => ({ ...image, file: () => Promise.reject(new Error('read')) }));
    expect(await client.importFrom(unread, USER)).toMatchObject({ skipped: 3, failed: 0 });
  });

  it('goes on with the records of a run that was stopped', async () => {
    const client = await givenService();
    await client.createMany([{ filename: 'a.png', imageId: 'trip/0.png', ...USER, idempotencyKey: 'k' }]);
    expect(await client.importFrom(images(2), USER)).toMatchObject({ uploaded: 2, failed: 0 });
    expect([...service.records.values()].map(({ status }) => status)).toEqual(['ready', 'ready']);
  });

  it('goes on with a record that was made after it was looked for', async () => {
    let looked = false;
    const client = await givenService({
      fate: ({ path, body }) => {
        const first = path.startsWith('/metadata/batch_get') && !looked && body.includes('trip/1');
        looked ||= first;
        const error = { status: 404, error: { code: 'NotFound', message: 'There is no such record' } };
        return first ? { status: 200, json: { results: [error, error] } } : undefined;
      },
    });
    await client.createMany([{ filename: 'a.png', imageId: 'trip/1.png', ...USER, idempotencyKey: 'k' }]);
    expect(await client.importFrom(images(2), USER)).toMatchObject({ uploaded: 2, failed: 0 });
    expect(service.records.size).toBe(2);
  });

  it('tells of each what came of it, by its name', async () => {
    const client = await givenService();
    await client.importFrom(images(1), USER);
    const broken = { imageId: 'broken', file: () => Promise.reject(new Error('no such file')) };
    const told: ImportOutcome[] = [];
    await client.importFrom([...images(2), broken], { ...USER, onImage: (one) => told.push(one) });
    expect(Object.fromEntries(told.map(({ imageId, state }) => [imageId, state]))).toEqual({
      'trip/0.png': 'skipped',
      'trip/1.png': 'uploaded',
      broken: 'failed',
    });
  });

  it('changes nothing in a dry run', async () => {
    const client = await givenService();
    await client.importFrom(images(2), USER);
    const { length } = service.requests;
    const outcome = await client.importFrom(images(5), { ...USER, dryRun: true });
    expect(outcome).toEqual({ uploaded: 0, skipped: 2, missing: 3, failed: 0 });
    expect(service.requests.slice(length).map(({ path }) => path)).toEqual([
      '/metadata/batch_get?userId=ann',
    ]);
  });

  it('looks for what is given, and says what is not', async () => {
    const client = await givenService();
    const [ticket] = await client.createMany([{ filename: 'a.jpg' }]);
    const { id } = (ticket as Ticket).metadata;
    const none = { imageIds: undefined, ids: [id] } as unknown as { ids: string[] };
    expect(await client.getMany(none)).toMatchObject([{ metadata: { id } }]);
    await expect(client.getMany({} as never)).rejects.toMatchObject({ argument: 'ids' });
  });

  it('wants a name for each', async () => {
    const client = await givenService();
    await expect(client.importFrom([{ file: new File([], 'a') }] as never, USER)).rejects.toMatchObject({
      argument: 'imageId',
    });
  });
});
