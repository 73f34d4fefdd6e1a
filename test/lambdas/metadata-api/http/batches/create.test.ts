import { describe, expect, it } from 'vitest';
import type { Json } from '../../../../support/api.ts';
import { givenBatches, named, statuses } from './given-batches.ts';

const { api, post, records } = await givenBatches();

describe('POST /metadata/batch', () => {
  it('makes 100 records, and tells them in order, each with a ticket of its own', async () => {
    const reply = await post('', { records: named(100) });
    expect(reply.status).toBe(200);
    expect(statuses(reply)).toEqual(named(100).map(() => 201));
    const { results } = reply.body;
    expect(results.map(({ metadata }: Json) => metadata.filename)).toEqual(
      named(100).map(({ filename }) => filename),
    );
    for (const { metadata, preSignedUrl } of results) {
      expect(preSignedUrl).toMatchObject({ id: metadata.id, method: 'PUT' });
      expect(new URL(preSignedUrl.url).pathname).toContain(`/images/${metadata.id}/`);
    }
    expect(await records()).toHaveLength(100);
  });

  it('refuses one bad of a hundred alone, whatever is wrong with it', async () => {
    const bad: [item: unknown, code: string, path?: string][] = [
      [{ filename: 'not a name' }, 'ValidationFailed', 'filename'],
      [{}, 'ValidationFailed', 'filename'],
      [null, 'ValidationFailed', 'body'],
      ['a.jpg', 'ValidationFailed', 'body'],
      [[], 'ValidationFailed', 'body'],
      [{ filename: 'a', constructor: 1 }, 'ValidationFailed', 'constructor'],
      [{ filename: 'a', imageId: 'i' }, 'ValidationFailed', 'userId'],
      [{ filename: 'a', size: 50_000_001 }, 'ValidationFailed', 'size'],
      [{ filename: 'a', contentType: 'text/html' }, 'ValidationFailed', 'contentType'],
      [{ filename: 'a', idempotencyKey: 'é' }, 'ValidationFailed', 'idempotencyKey'],
      [{ filename: 'a', attributes: { a: 'x'.repeat(70_000) } }, 'PayloadTooLarge'],
    ];
    for (const [item, code, path] of bad) {
      await api.table.clear();
      const reply = await post('', { records: [...named(60), item, ...named(39)] });
      expect(reply.status).toBe(200);
      const [refused] = reply.body.results.splice(60, 1);
      expect(refused).toMatchObject({
        status: code === 'PayloadTooLarge' ? 413 : 400,
        error: { code, message: expect.stringMatching(/\w/), requestId: expect.stringMatching(/\w/) },
      });
      if (path) expect(refused.error.errors).toMatchObject([{ path }]);
      expect(statuses(reply)).toEqual(named(99).map(() => 201));
      expect(await records()).toHaveLength(99);
    }
  });

  it('makes nothing when it is repeated under its key, and gives the same tickets', async () => {
    const batch = { records: [...named(20), { filename: 'no name' }] };
    const key = { 'Idempotency-Key': 'once' };
    const first = await post('', batch, key);
    const before = await api.table.dump();
    const again = await Promise.all([post('', batch, key), post('', batch, key)]);
    expect(await api.table.dump()).toEqual(before);
    for (const reply of again) {
      expect(statuses(reply)).toEqual(statuses(first));
      for (const [at, { metadata, preSignedUrl }] of reply.body.results.slice(0, 20).entries()) {
        const was = first.body.results[at];
        expect(metadata).toEqual(was.metadata);
        expect(new URL(preSignedUrl.url).pathname).toBe(new URL(was.preSignedUrl.url).pathname);
      }
    }
  });

  it('makes what a first attempt left out, when it is repeated under its key', async () => {
    const key = { 'Idempotency-Key': 'half' };
    const all = await post('', { records: named(5) }, key);
    await api.table.clear();
    const half = await post('', { records: named(3) }, key);
    const whole = await post('', { records: named(5) }, key);
    expect(statuses(all)).toEqual(statuses(whole));
    expect(whole.body.results.slice(0, 3).map(({ metadata }: Json) => metadata.id)).toEqual(
      half.body.results.map(({ metadata }: Json) => metadata.id),
    );
    expect(await records()).toHaveLength(5);
  });

  it('knows a record by its place, and refuses one that changed, alone', async () => {
    const key = { 'Idempotency-Key': 'places' };
    await post('', { records: named(3) }, key);
    const [a, b, c] = named(3);
    const reply = await post('', { records: [a, c, b] }, key);
    expect(statuses(reply)).toEqual([201, 409, 409]);
    expect(reply.body.results[1].error.code).toBe('IdempotencyConflict');
  });

  it('knows a record by a key of its own, in any place, and in a POST of its own', async () => {
    const mine = { filename: 'a.jpg', idempotencyKey: 'mine' };
    const reply = await post('', { records: [...named(2), mine] }, { 'Idempotency-Key': 'theirs' });
    const { id } = reply.body.results[2].metadata;
    const moved = await post('', { records: [mine] }, { 'Idempotency-Key': 'others' });
    expect(moved.body.results[0].metadata.id).toBe(id);
    const alone = await api.call('POST', '/metadata', {
      body: { filename: 'a.jpg' },
      headers: { 'Idempotency-Key': 'mine' },
    });
    expect(alone.body.metadata.id).toBe(id);
    expect(await records()).toHaveLength(3);
  });

  it('never takes the key of a batch for that of a POST', async () => {
    const key = { 'Idempotency-Key': '0' };
    const [batch, single] = [
      await post('', { records: [{ filename: 'a.jpg' }] }, key),
      await api.call('POST', '/metadata', { body: { filename: 'a.jpg' }, headers: key }),
    ];
    expect(single.body.metadata.id).not.toBe(batch.body.results[0].metadata.id);
  });

  it('makes the first of those with one name, and no other', async () => {
    const name = { userId: 'u', imageId: 'i' };
    const others = Array.from({ length: 4 }, (_, at) => ({ filename: `n${at + 1}`, ...name }));
    // With a key it takes longer than those after it.
    const first = { filename: 'n0', ...name, idempotencyKey: 'slow' };
    const reply = await post('', { records: [...named(30), first, ...others] });
    expect(statuses(reply).slice(30)).toEqual([201, 409, 409, 409, 409]);
    expect(reply.body.results[34].error).toMatchObject({ code: 'AlreadyExists' });
    expect(reply.body.results[30].metadata.filename).toBe('n0');
  });

  it('counts each record against the limit of its owner, where there is one', async () => {
    const batch = { records: ['a', 'a', 'b', 'a'].map((userId) => ({ filename: 'x', userId })) };
    const reply = await post('', batch, {}, '?ticketsPerHour=2');
    expect(statuses(reply)).toEqual([201, 201, 201, 429]);
    const { error, retryAfter } = reply.body.results[3];
    expect(error.code).toBe('HourlyLimitReached');
    expect(retryAfter).toBeGreaterThan(0);
  });
});
