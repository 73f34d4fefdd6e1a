import { afterEach, describe, expect, it, vi } from 'vitest';
import { ApiError, ArgumentError, ImageRejectedError } from '../../../client/errors.ts';
import { someMetadata } from '../metadata.ts';
import { type Attempt, id, inspecting, ready, sending, untilAborted } from './scripted-transfers.ts';
import { givenUploads, heldAttempts, settled } from './scripted-uploads.ts';

const refusal = new ImageRejectedError(someMetadata({ status: 'rejected', version: 5 }), {
  code: 'NotAnImage',
  message: 'm',
  at: 1,
});
const refused: Attempt = async (options) => {
  sending(options, 6);
  inspecting(options);
  throw refusal;
};
const broken: Attempt = async (options) => {
  sending(options, 2);
  throw new ApiError(503, { code: 'Http503', message: 'm' });
};

afterEach(() => {
  vi.useRealTimers();
});

describe('uploads', () => {
  it('end one by one, and their sum is true', async () => {
    const { add, words, stateOf, inspected } = givenUploads([ready, refused, broken, ready]);
    add('a', 'b', 'c', 'd');
    await settled();
    expect(words()).toBe('2 of 4 uploaded, 1 refused, 1 failed');
    expect(['a', 'b', 'c', 'd'].map(stateOf)).toEqual([undefined, 'refused', 'failed', undefined]);
    expect(inspected.sort()).toEqual(['ready', 'ready', 'rejected']);
  });

  it('go up four at a time, the next as soon as S3 has one; and more are added meanwhile', async () => {
    const { held, attempt } = heldAttempts();
    const { add, words } = givenUploads([attempt]);
    add('a', 'b', 'c', 'd', 'e');
    await settled();
    expect(words()).toBe('0 of 5 uploaded, 4 being sent, 1 waiting');
    add('f');
    inspecting(held[0]!.options);
    await settled();
    expect(words()).toBe('0 of 6 uploaded, 4 being sent, 1 being inspected, 1 waiting');
    held[1]!.end(broken);
    held[0]!.end(ready);
    await settled();
    expect(words()).toBe('1 of 6 uploaded, 1 failed, 4 being sent');
  });

  it('that failed are sent again under the same key, and the refused are not', async () => {
    const { add, words, uploads, calls } = givenUploads([refused, broken, broken, ready]);
    add('a', 'b', 'c');
    await settled();
    uploads.retryFailed();
    await settled();
    expect(words()).toBe('2 of 3 uploaded, 1 refused');
    const keys = calls.map(({ idempotencyKey }) => idempotencyKey);
    expect(keys.slice(3)).toEqual(keys.slice(1, 3));
  });

  it('are remembered until they end: have arrived, were refused, or were removed', async () => {
    const invalid: Attempt = () =>
      Promise.reject(new ApiError(400, { code: 'ValidationFailed', message: 'm' }));
    const { held, attempt } = heldAttempts();
    const { add, act, remembered } = givenUploads([attempt, invalid, broken]);
    add('a', 'b', 'c');
    await settled();
    const forgotten = () => remembered.filter((what) => what === 'forget').length;
    expect(remembered.filter((what) => what.startsWith('keep'))).toHaveLength(3);
    expect(forgotten()).toBe(1);
    inspecting(held[0]!.options);
    expect(forgotten()).toBe(2);
    await act('c', 'remove');
    expect(forgotten()).toBe(3);
  });

  it('that were refused go with their records; what was cancelled is counted', async () => {
    const { add, act, words, removals, remembered } = givenUploads([refused, untilAborted]);
    add('a', 'b');
    await settled();
    await act('a', 'remove');
    expect(removals).toEqual([[id, { ifMatch: 5 }]]);
    expect(words()).toBe('0 of 1 uploaded, 1 being sent');
    await act('b', 'remove');
    expect(words()).toBe('0 of 1 uploaded, 1 cancelled');
    expect(removals).toHaveLength(1);
    expect(remembered.filter((what) => what === 'forget').length).toBeGreaterThanOrEqual(2);
  });

  it('are not counted as cancelled when their bytes may have arrived by then', async () => {
    const { held, attempt } = heldAttempts();
    const { add, act, words, removals } = givenUploads([attempt]);
    add('a', 'b');
    await settled();
    sending(held[0]!.options, 6);
    sending(held[1]!.options, 3);
    await act('a', 'remove');
    await act('b', 'remove');
    expect(words()).toBe('0 of 1 uploaded, 1 cancelled');
    expect(removals).toHaveLength(1);
  });

  it('are cleared when they have ended, the refused with their records, and the failed stay', async () => {
    const { add, words, uploads, removals } = givenUploads([ready, refused, broken]);
    add('a', 'b', 'c');
    await settled();
    uploads.clear();
    await settled();
    expect(words()).toBe('0 of 1 uploaded, 1 failed');
    expect(removals).toEqual([[id, { ifMatch: 5 }]]);
  });

  it('whose file changed take another one, under the same title and tags', async () => {
    const { stateOf, uploads, keyOf, calls, removals } = givenUploads([
      async (options) => {
        sending(options, 0);
        throw new ArgumentError('file', 'cannot be read any more');
      },
      ready,
    ]);
    uploads.add([{ name: 'a', data: new Blob(['old']), title: 'Dawn', tags: ['x'] }]);
    await settled();
    expect(stateOf('a')).toBe('unreadable');
    await uploads.replace(keyOf('a'), new File(['newer'], 'b'));
    await settled();
    expect(uploads.sum().done).toBe(1);
    expect(removals).toEqual([[id, { ifMatch: 1 }]]);
    const [first, second] = calls;
    expect(second).toMatchObject({ filename: 'b', title: 'Dawn', tags: ['x'] });
    expect(second!.idempotencyKey).not.toBe(first!.idempotencyKey);
  });

  it('are unfinished while bytes are to be sent, and not once they have arrived or ended', async () => {
    const { held, attempt } = heldAttempts();
    const { add, act, uploads } = givenUploads([attempt]);
    expect(uploads.unfinished()).toBe(false);
    add('a');
    await settled();
    expect(uploads.unfinished()).toBe(true);
    await act('a', 'pause');
    expect(uploads.unfinished()).toBe(true);
    await act('a', 'go');
    await settled();
    inspecting(held.at(-1)!.options);
    expect(uploads.unfinished()).toBe(false);
    held.at(-1)!.end(refused);
    await settled();
    expect(uploads.unfinished()).toBe(false);
  });

  it('stand for their records until these are ready, or deleted', async () => {
    let answered = () => {};
    const removal = () => new Promise<void>((resolve) => (answered = resolve));
    const { add, act, uploads } = givenUploads([refused], { removal });
    add('a');
    await settled();
    expect(uploads.shows(id)).toBe(true);
    const end = act('a', 'remove');
    await settled();
    expect(uploads.all()).toEqual([]);
    expect(uploads.shows(id)).toBe(true);
    answered();
    await end;
    expect(uploads.shows(id)).toBe(false);
  });
});
