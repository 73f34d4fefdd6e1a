import { describe, expect, it } from 'vitest';
import { givenBatches, NOWHERE, named, statuses } from './given-batches.ts';

const { api, post, records } = await givenBatches();

describe('a failure of the service', () => {
  it('is one of the items that it hits, and is logged', async () => {
    const failing = new Set(['3.jpg', '5.jpg', '6.jpg', '7.jpg', '8.jpg']);
    const name = 'fail';
    api.table.client.middlewareStack.add(
      (next) => async (args) => {
        const { Item } = args.input as { Item?: { filename?: { S?: string } } };
        if (failing.has(Item?.filename?.S ?? '')) throw new Error('No table today');
        return next(args);
      },
      { step: 'initialize', name },
    );
    api.log.length = 0;
    const reply = await post('', { records: named(10) });
    api.table.client.middlewareStack.remove(name);
    expect(statuses(reply)).toEqual([201, 201, 201, 500, 201, 500, 500, 500, 500, 201]);
    expect(JSON.stringify(reply.body)).not.toContain('No table today');
    expect(await records()).toHaveLength(5);
    const logged = api.log.filter(([message]) => message === 'request failed');
    expect(logged.map(([, details]) => details)).toMatchObject([1, 2, 3].map(() => ({ failures: 5 })));
  });
});

describe('a batch that is none', () => {
  const NONE: Record<string, [what: '' | '_get' | '_delete', body: unknown, path: string]> = {
    'records that are missing': ['', {}, 'records'],
    'records that are no list': ['', { records: {} }, 'records'],
    'records that are null': ['', { records: null }, 'records'],
    'an empty list': ['', { records: [] }, 'records'],
    '101 records': ['', { records: named(101) }, 'records'],
    'an unknown field': ['', { records: named(1), more: 1 }, 'more'],
    'a bare list': ['', [{ filename: 'a' }], 'body'],
    'neither ids nor names': ['_get', {}, 'body'],
    'both ids and names': ['_get', { ids: [NOWHERE], imageIds: ['a'] }, 'body'],
    'names of nobody': ['_get', { imageIds: ['a'] }, 'userId'],
    'no ids': ['_get', { ids: [] }, 'ids'],
    'ids that are no list': ['_get', { ids: NOWHERE }, 'ids'],
    '101 ids': ['_get', { ids: Array.from({ length: 101 }, () => NOWHERE) }, 'ids'],
    'no ids to delete': ['_delete', { ids: [] }, 'ids'],
    'names to delete': ['_delete', { imageIds: ['a'] }, 'ids'],
  };

  it.each(Object.entries(NONE))('is refused as a whole: %s', async (_, [what, body, path]) => {
    const reply = await post(what, body);
    expect(reply).toMatchObject({ status: 400, body: { code: 'ValidationFailed' } });
    expect(reply.body.errors.map((error: { path: string }) => error.path)).toContain(path);
    expect(await records()).toEqual([]);
  });

  it('may have 256 KiB, and no more', async () => {
    const item = (length: number) => ({ filename: 'a', attributes: { a: 'x'.repeat(length) } });
    const size = (count: number) =>
      JSON.stringify({ records: Array.from({ length: count }, () => item(3500)) });
    expect((await post('', size(70))).status).toBe(200);
    expect(await post('', size(80))).toMatchObject({ status: 413, body: { code: 'PayloadTooLarge' } });
  });
});
