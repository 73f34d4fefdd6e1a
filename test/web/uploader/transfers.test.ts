import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../client/errors.ts';
import {
  type Attempt,
  data,
  givenTransfers,
  lost,
  ready,
  sending,
  untilAborted,
} from './scripted-transfers.ts';

describe('a transfer', () => {
  it('hands name, title and tags to the client, and tells how far it is', async () => {
    const { run, uploads, events } = givenTransfers([ready]);
    const image = await run({ title: ' Dawn ', tags: ['x'] });
    expect(image?.metadata.status).toBe('ready');
    expect(uploads).toMatchObject([{ filename: 'Ä photo.png', title: 'Dawn', tags: ['x'] }]);
    expect(uploads[0]).not.toHaveProperty('contentType');
    expect(events).toEqual(['record 1', 'sent 6', 'inspecting']);
  });

  it('says the same under the same key when it is retried, hashes once, and is another when it is new', async () => {
    let hashed = 0;
    const hashing =
      (then: Attempt): Attempt =>
      async (options) => {
        expect(await (options.sha256 as (blob: Blob) => Promise<string>)(data)).toBe('cd');
        return then(options);
      };
    const { run, uploads } = givenTransfers(
      [hashing(() => Promise.reject(lost)), hashing(ready), ready],
      undefined,
      async () => {
        hashed += 1;
        return 'cd';
      },
    );
    await expect(run({ title: 'Dawn' })).rejects.toBe(lost);
    await run({ title: 'edited meanwhile' });
    await run();
    const [first, second, other] = await Promise.all(
      uploads.map(async ({ filename, title, sha256, idempotencyKey }) => ({
        filename,
        title,
        sha256: await (sha256 as (blob: Blob) => Promise<string>)(data),
        idempotencyKey,
      })),
    );
    expect(second).toEqual(first);
    // The other has a hash of its own.
    expect(hashed).toBe(2);
    expect(first!.idempotencyKey).toMatch(/^[0-9a-f]{32}$/);
    expect(other!.idempotencyKey).not.toBe(first!.idempotencyKey);
  });

  it('begins anew after a pause, which may come at any time', async () => {
    const { transfers, run, uploads } = givenTransfers([
      async (options) => {
        sending(options, 3);
        return untilAborted(options);
      },
      ready,
    ]);
    const end = run();
    await Promise.resolve();
    transfers.setPaused('k', true);
    transfers.setPaused('k', true);
    await Promise.resolve();
    expect(uploads.length).toBeLessThanOrEqual(1);
    transfers.setPaused('k', false);
    expect((await end)?.metadata.status).toBe('ready');
  });

  it('makes a new record when the first was deleted meanwhile', async () => {
    const conflict = new ApiError(409, { code: 'IdempotencyConflict', message: 'm' });
    const { run, uploads } = givenTransfers([() => Promise.reject(conflict), ready]);
    await expect(run()).rejects.toBe(conflict);
    await run();
    expect(uploads[1]!.idempotencyKey).not.toBe(uploads[0]!.idempotencyKey);
  });
});
