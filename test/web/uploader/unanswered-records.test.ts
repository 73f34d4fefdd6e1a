import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../client/errors.ts';
import type { UploadOptions } from '../../../client/upload.ts';
import { someMetadata } from '../metadata.ts';
import { type Attempt, data, id, lost } from './scripted-transfers.ts';
import { givenUploads, heldAttempts, leftUpload, settled } from './scripted-uploads.ts';

/** As the client does ahead of its request for a record. */
const asking = (options: UploadOptions) => (options.sha256 as (file: Blob) => Promise<string>)(data);

/** The record is known; the client looks at the signal before it sends bytes. */
const answering =
  (fields: object = {}): Attempt =>
  async (options) => {
    await asking(options);
    options.onRecord?.(someMetadata({ version: 4, ...fields }));
    options.signal?.throwIfAborted();
    throw new Error('bytes were sent');
  };

const bodyOf = async (options: UploadOptions) => {
  const { filename, title, tags, idempotencyKey } = options;
  return { filename, title, tags, idempotencyKey, sha256: await asking(options) };
};

describe('an upload whose record was asked for, and is not known', () => {
  it('is not broken off when it is cancelled before the answer: its record is deleted as it comes', async () => {
    const { held, attempt } = heldAttempts();
    const { add, act, words, calls, removals, remembered } = givenUploads([attempt]);
    add('a');
    await settled();
    await asking(held[0]!.options);
    const end = act('a', 'remove');
    await settled();
    expect(held[0]!.options.signal?.aborted).toBe(false);
    expect([words(), removals, remembered.includes('forget')]).toEqual([
      '0 of 1 uploaded, 1 cancelled',
      [],
      false,
    ]);
    held[0]!.end(answering());
    await end;
    expect(removals).toEqual([[id, { ifMatch: 4 }]]);
    expect(calls).toHaveLength(1);
    expect(remembered.at(-1)).toBe('forget');
    expect(words()).toBe('0 of 1 uploaded, 1 cancelled');
  });

  it('is broken off at once while the request has not gone out', async () => {
    const { held, attempt } = heldAttempts();
    const { add, act, calls, removals } = givenUploads([attempt]);
    add('a');
    await settled();
    await act('a', 'remove');
    expect(held[0]!.options.signal?.aborted).toBe(true);
    expect([calls.length, removals]).toEqual([1, []]);
  });

  it.each<[string, Attempt, 'pause' | undefined]>([
    [
      'was lost',
      async (options) => {
        await asking(options);
        throw lost;
      },
      undefined,
    ],
    [
      'was cut by a pause',
      async (options) => {
        await asking(options);
        return new Promise((_, reject) =>
          options.signal!.addEventListener('abort', () => reject(options.signal!.reason)),
        );
      },
      'pause',
    ],
  ])('is found by the same request again when the answer %s', async (_, attempt, deed) => {
    const { add, act, calls, removals } = givenUploads([attempt, answering()]);
    add('a');
    await settled();
    if (deed) await act('a', deed);
    await settled();
    await act('a', 'remove');
    expect(removals).toEqual([[id, { ifMatch: 4 }]]);
    expect(calls).toHaveLength(2);
    expect(await bodyOf(calls[1]!)).toEqual(await bodyOf(calls[0]!));
  });

  it('has none where the service has refused the request', async () => {
    const invalid: Attempt = async (options) => {
      await asking(options);
      throw new ApiError(400, { code: 'ValidationFailed', message: 'm' });
    };
    const { add, act, calls, removals } = givenUploads([invalid]);
    add('a');
    await settled();
    await act('a', 'remove');
    expect([calls.length, removals]).toEqual([1, []]);
  });

  it('is remembered as asked for, and stays remembered where nothing was heard of it', async () => {
    const unheard: Attempt = async (options) => {
      await asking(options);
      throw lost;
    };
    const { add, act, remembered } = givenUploads([unheard]);
    add('a');
    await settled();
    expect(remembered).toContain('change asked');
    await act('a', 'remove');
    expect(remembered).not.toContain('forget');
  });
});

describe('an upload that an earlier page left before its record was known', () => {
  const left = (change: object = {}) => leftUpload({ record: undefined, asked: true, ...change });

  it('goes with the record that the same request under the same key finds', async () => {
    const { uploads, act, calls, removals, remembered } = givenUploads([answering()]);
    uploads.offer([left()]);
    await act('left.png', 'remove');
    expect(await bodyOf(calls[0]!)).toEqual({
      filename: 'left.png',
      title: 'Dawn',
      tags: ['x'],
      idempotencyKey: 'of-the-page-before',
      sha256: 'ab'.repeat(32),
    });
    expect(removals).toEqual([[id, { ifMatch: 4 }]]);
    expect(remembered).toEqual(['forget']);
  });

  it('leaves an image that arrived', async () => {
    const { uploads, act, calls, removals } = givenUploads([answering({ status: 'ready' })]);
    uploads.offer([left()]);
    await act('left.png', 'remove');
    expect([calls.length, removals]).toEqual([1, []]);
  });

  it.each([
    ['the record was not asked for', { asked: undefined }],
    ['the browser could not keep the file, so that its checksum is unknown', { data: undefined }],
    ['the service may have forgotten the key', { at: Date.now() - 25 * 60 * 60_000 }],
  ])('asks for nothing when %s', async (_, change) => {
    const { uploads, act, calls, remembered } = givenUploads([answering()]);
    uploads.offer([left(change)]);
    await act('left.png', 'remove');
    expect([calls, remembered]).toEqual([[], ['forget']]);
  });
});
