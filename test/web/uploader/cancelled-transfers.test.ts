import { describe, expect, it } from 'vitest';
import { ApiError, ImageRejectedError, TimeoutError, UploadRefusedError } from '../../../client/errors.ts';
import { someMetadata } from '../metadata.ts';
import {
  type Attempt,
  data,
  givenTransfers,
  id,
  inspecting,
  lost,
  ready,
  sending,
  untilAborted,
} from './scripted-transfers.ts';

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

  it('has none to delete where the page that began it has deleted it', async () => {
    const gone = new ApiError(404, { code: 'NotFound', message: 'm' });
    const { transfers } = givenTransfers([], () => Promise.reject(gone));
    transfers.takeOver({ key: 'k', name: 'a' }, { record: { id, version: 1 }, maybeStored: false });
    expect(await transfers.cancel('k')).toEqual({ id, deleted: true });
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
