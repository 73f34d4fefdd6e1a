import { describe, expect, it } from 'vitest';
import {
  ApiError,
  ImageRejectedError,
  NetworkError,
  TimeoutError,
  UploadRefusedError,
} from '../../../client/errors.ts';
import type { Metadata } from '../../../client/types.ts';
import type { UploadOptions } from '../../../client/upload.ts';
import { createTransfers } from '../../../web/uploader/transfers.ts';
import { someMetadata } from '../metadata.ts';

const data = new Blob(['pixels'], { type: 'image/png' });
const file = { key: 'k', name: 'Ä photo.png', data };
const { id } = someMetadata();
const lost = new NetworkError('The connection broke.');

/** One call of the client's upload: what it does, with the options that it was given. */
type Attempt = (options: UploadOptions) => Promise<Metadata>;

/** The record exists, and so many of the bytes have left. */
const sending = (
  options: UploadOptions,
  sent: number,
  { version = 1, maybeStored = sent === data.size } = {},
) => {
  const progress = { phase: 'hashing', sent: 0, total: data.size, maybeStored: false } as const;
  options.onProgress?.(progress);
  options.onRecord?.(someMetadata({ version }));
  options.onProgress?.({ ...progress, phase: 'sending', sent, maybeStored });
};
const inspecting = (options: UploadOptions) =>
  options.onProgress?.({ phase: 'inspecting', sent: data.size, total: data.size, maybeStored: true });
/** As `fetch` ends on abort. */
const untilAborted = ({ signal }: UploadOptions) =>
  new Promise<never>((_, reject) => signal!.addEventListener('abort', () => reject(signal!.reason)));

/** The uploader's transfers on a client whose uploads go as scripted. */
function givenTransfers(
  attempts: Attempt[],
  removal: () => Promise<void> = async () => {},
  hash: () => Promise<string> = async () => 'ab'.repeat(32),
) {
  const uploads: UploadOptions[] = [];
  const removals: unknown[][] = [];
  const events: string[] = [];
  const transfers = createTransfers(
    {
      upload: async (_, options = {}) => {
        uploads.push(options);
        return { metadata: await attempts[uploads.length - 1]!(options), preSignedUrl: null };
      },
      remove: (...args) => {
        removals.push(args);
        return removal();
      },
    },
    hash,
  );
  const run = (more: object = {}) =>
    transfers.run(
      { ...file, ...more },
      {
        onRecord: ({ version }) => events.push(`record ${version}`),
        onSent: (bytes) => events.push(`sent ${bytes}`),
        onInspecting: () => events.push('inspecting'),
      },
    );
  return { transfers, run, uploads, removals, events };
}

const ready: Attempt = async (options) => {
  sending(options, data.size);
  inspecting(options);
  return someMetadata({ status: 'ready', contentVersion: 1, version: 2 });
};

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
    const [first, second, other] = uploads.map(({ filename, title, sha256, idempotencyKey }) => ({
      filename,
      title,
      sha256,
      idempotencyKey,
    }));
    expect(second).toEqual(first);
    expect(hashed).toBe(1);
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

describe('a cancelled transfer', () => {
  it('deletes its record as it came with the latest ticket, while bytes were still to be sent', async () => {
    const { transfers, run, removals } = givenTransfers([
      async (options) => {
        sending(options, 3);
        sending(options, 0, { version: 2 });
        return untilAborted(options);
      },
    ]);
    const end = run();
    await new Promise((resolve) => setTimeout(resolve));
    expect(await transfers.cancel('k')).toEqual({ id, deleted: true });
    expect(removals).toEqual([[id, { ifMatch: 2 }]]);
    expect(await end).toBeUndefined();
    expect(await transfers.cancel('k')).toBeUndefined();
  });

  it.each<[string, Attempt]>([
    [
      'the answer to the last byte was lost',
      async (options) => {
        sending(options, data.size);
        throw lost;
      },
    ],
    [
      'an earlier answer was lost, and it is being sent again',
      async (options) => {
        sending(options, 2, { maybeStored: true });
        throw lost;
      },
    ],
    [
      'it was sent, and only the waiting failed',
      async (options) => {
        sending(options, data.size);
        inspecting(options);
        throw new TimeoutError('m', 'InspectionTimeout');
      },
    ],
    [
      'a retry found it sent by an earlier attempt',
      async (options) => {
        options.onRecord?.(someMetadata());
        inspecting(options);
        throw lost;
      },
    ],
  ])('deletes nothing when %s', async (_, attempt) => {
    const { transfers, run, removals } = givenTransfers([attempt]);
    await expect(run()).rejects.toThrow();
    expect(await transfers.cancel('k')).toEqual({ id, deleted: false });
    expect(removals).toEqual([]);
  });

  it('deletes nothing when an answer was lost before it was retried, or paused', async () => {
    const { transfers, run, removals } = givenTransfers([
      async (options) => {
        sending(options, data.size);
        throw lost;
      },
      async (options) => {
        sending(options, 2);
        return untilAborted(options);
      },
    ]);
    await expect(run()).rejects.toBe(lost);
    const end = run();
    await new Promise((resolve) => setTimeout(resolve));
    expect(await transfers.cancel('k')).toEqual({ id, deleted: false });
    expect(removals).toEqual([]);
    await end;
  });

  it('deletes a record whose bytes S3 has refused', async () => {
    const { transfers, run, removals } = givenTransfers([
      async (options) => {
        sending(options, data.size);
        sending(options, data.size, { maybeStored: false });
        throw new UploadRefusedError(400, { code: 'BadDigest', message: 'm' });
      },
    ]);
    await expect(run()).rejects.toThrow();
    expect(await transfers.cancel('k')).toEqual({ id, deleted: true });
    expect(removals).toEqual([[id, { ifMatch: 1 }]]);
  });

  it('leaves an image that was accepted in the moment of the cancelling', async () => {
    const stale = new ApiError(412, { code: 'PreconditionFailed', message: 'm', version: 2 });
    const { transfers, run } = givenTransfers(
      [
        async (options) => {
          sending(options, 3);
          return untilAborted(options);
        },
      ],
      () => Promise.reject(stale),
    );
    const end = run();
    await new Promise((resolve) => setTimeout(resolve));
    expect(await transfers.cancel('k')).toEqual({ id, deleted: false });
    await end;
  });

  it('deletes the record of a refused image, as it was when it was refused', async () => {
    const metadata = someMetadata({ status: 'rejected', version: 5 });
    const refused = new ImageRejectedError(metadata, { code: 'NotAnImage', message: 'm', at: 1 });
    const { transfers, run, removals } = givenTransfers([
      async (options) => {
        sending(options, data.size);
        throw refused;
      },
    ]);
    await expect(run()).rejects.toBe(refused);
    expect(await transfers.cancel('k')).toEqual({ id, deleted: true });
    expect(removals).toEqual([[id, { ifMatch: 5 }]]);
  });

  it('deletes nothing when it was finished, paused before it began, or never known', async () => {
    const { transfers, run, uploads, removals } = givenTransfers([ready]);
    await run();
    expect(await transfers.cancel('k')).toBeUndefined();
    const waiting = run();
    transfers.setPaused('k', true);
    expect(await transfers.cancel('k')).toBeUndefined();
    expect(await waiting).toBeUndefined();
    expect(uploads).toHaveLength(1);
    expect(removals).toEqual([]);
  });
});
