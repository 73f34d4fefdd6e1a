import { describe, expect, it } from 'vitest';
import { ApiError, ImageRejectedError } from '../../../client/errors.ts';
import { someMetadata } from '../metadata.ts';
import { type Attempt, data, id, ready, sending } from './scripted-transfers.ts';
import { givenUploads, heldAttempts, leftUpload, settled } from './scripted-uploads.ts';

const conflict: Attempt = () =>
  Promise.reject(new ApiError(409, { code: 'IdempotencyConflict', message: 'm' }));
const DAY_MS = 24 * 60 * 60_000;

describe('an upload that an earlier page left', () => {
  it('is offered once, sends nothing by itself, and is asked for no leave', () => {
    const { uploads, words, calls, stateOf } = givenUploads([ready]);
    uploads.offer([leftUpload()]);
    uploads.offer([leftUpload()]);
    expect(words()).toBe('1 upload was left unfinished');
    expect(stateOf('left.png')).toBe('left');
    expect(uploads.unfinished()).toBe(false);
    expect(calls).toEqual([]);
  });

  it('goes on under its own key, with its title and tags', async () => {
    const { uploads, act, words, calls, remembered } = givenUploads([ready]);
    uploads.offer([leftUpload()]);
    await act('left.png', 'takeUp');
    await settled();
    expect(calls).toMatchObject([{ idempotencyKey: 'of-the-page-before', title: 'Dawn', tags: ['x'] }]);
    expect(words()).toBe('1 of 1 uploaded');
    expect(remembered.at(-1)).toBe('forget');
  });

  it('goes on where it was when the same file is chosen again, and one that differs does not', async () => {
    const { uploads, words, calls } = givenUploads([ready]);
    uploads.offer([leftUpload(), leftUpload({ key: 'other', name: 'other.png', size: 7 })]);
    const chosen = { data, title: 'Dawn', tags: ['x'] };
    uploads.add([
      { name: 'left.png', ...chosen },
      { name: 'other.png', ...chosen },
    ]);
    await settled();
    expect(calls.map(({ idempotencyKey }) => idempotencyKey)).toContain('of-the-page-before');
    expect(calls).toHaveLength(2);
    expect(words()).toBe('2 of 2 uploaded. 1 upload was left unfinished');
  });

  it('is each the file of one, where several of the same name and size are chosen again', async () => {
    const { uploads, words, calls } = givenUploads([ready]);
    uploads.offer([leftUpload(), leftUpload({ key: 'twin', idempotencyKey: 'of-the-twin' })]);
    const chosen = { name: 'left.png', data, title: 'Dawn', tags: ['x'] };
    uploads.add([chosen, chosen, chosen]);
    await settled();
    expect(calls.map(({ idempotencyKey }) => idempotencyKey)).toEqual(
      expect.arrayContaining(['of-the-page-before', 'of-the-twin']),
    );
    expect(words()).toBe('3 of 3 uploaded');
  });

  it('is sent from the file that is chosen again, where the browser could not keep it', async () => {
    const { uploads, words, calls } = givenUploads([ready]);
    uploads.offer([leftUpload({ data: undefined })]);
    uploads.add([{ name: 'left.png', data, title: 'Dawn', tags: ['x'] }]);
    await settled();
    expect(words()).toBe('1 of 1 uploaded');
    expect(calls).toHaveLength(1);
  });

  it('can be paused while it waits for its turn', async () => {
    const { held, attempt } = heldAttempts();
    const { uploads, add, act, stateOf, words } = givenUploads([attempt, attempt, attempt, attempt, ready]);
    add('a', 'b', 'c', 'd');
    uploads.offer([leftUpload()]);
    await act('left.png', 'takeUp');
    expect(stateOf('left.png')).toBe('waiting');
    await act('left.png', 'pause');
    await act('left.png', 'go');
    held[0]!.end(ready);
    await settled();
    expect(words()).toBe('2 of 5 uploaded, 3 being sent');
  });

  it('makes a new record where the page that was left has removed its own', async () => {
    const { uploads, act, words, calls, remembered } = givenUploads([conflict, ready]);
    uploads.offer([leftUpload()]);
    await act('left.png', 'takeUp');
    await settled();
    expect(words()).toBe('1 of 1 uploaded');
    expect(calls[0]!.idempotencyKey).toBe('of-the-page-before');
    expect(calls[1]!.idempotencyKey).toMatch(/^[0-9a-f]{32}$/);
    expect(remembered).toContain('keep left.png 32');
  });

  it('makes one new record and not one after the other', async () => {
    const { uploads, act, calls, stateOf } = givenUploads([conflict]);
    uploads.offer([leftUpload()]);
    await act('left.png', 'takeUp');
    await settled();
    expect(calls).toHaveLength(2);
    expect(stateOf('left.png')).toBe('failed');
  });

  it('does not use a key of more than a day, and removes what was made under it', async () => {
    const { uploads, act, calls, removals } = givenUploads([ready]);
    uploads.offer([leftUpload({ at: Date.now() - DAY_MS - 1 })]);
    await act('left.png', 'takeUp');
    await settled();
    expect(calls[0]!.idempotencyKey).toMatch(/^[0-9a-f]{32}$/);
    expect(removals).toEqual([[id, { ifMatch: 3 }]]);
  });

  it.each([
    ['goes with its record as it was last known', {}, [[id, { ifMatch: 3 }]]],
    ['goes, and its record stays where its bytes may have arrived', { maybeStored: true }, []],
    ['goes where no record was made', { record: undefined }, []],
  ])('%s, when it is removed', async (_, left, expected) => {
    const { uploads, act, removals, words, remembered } = givenUploads([ready]);
    uploads.offer([leftUpload(left)]);
    await act('left.png', 'remove');
    expect(removals).toEqual(expected);
    expect(words()).toBe('');
    expect(remembered).toEqual(['forget']);
  });

  it('is another tab’s when that was faster', async () => {
    const { uploads, act, removals, calls, words, remembered, taken } = givenUploads([ready], {
      claims: false,
    });
    uploads.offer([leftUpload()]);
    await act('left.png', 'takeUp');
    uploads.offer([leftUpload()]);
    await act('left.png', 'remove');
    expect([words(), calls, removals, remembered]).toEqual(['', [], [], []]);
    expect(taken).toEqual(['left.png', 'left.png']);
  });

  it('takes a file that is chosen again, under its title and tags, where its own was not kept', async () => {
    const { uploads, calls, removals, words } = givenUploads([ready]);
    uploads.offer([leftUpload({ data: undefined })]);
    await uploads.replace('left', new File(['more pixels'], 'again.png'));
    await settled();
    expect(words()).toBe('1 of 1 uploaded');
    expect(calls).toMatchObject([{ filename: 'again.png', title: 'Dawn', tags: ['x'] }]);
    expect(removals).toEqual([[id, { ifMatch: 3 }]]);
  });
});

describe('a page that is left', () => {
  it('leaves the records of what was refused: the gallery tells why', async () => {
    const refusal = new ImageRejectedError(someMetadata(), { code: 'NotAnImage', message: 'm', at: 1 });
    const { uploads, add, removals } = givenUploads([() => Promise.reject(refusal)]);
    add('a');
    await settled();
    uploads.leave();
    expect(removals).toEqual([]);
  });

  it('removes the records that it made and did not send, and no others', async () => {
    const { held, attempt } = heldAttempts();
    const { uploads, add, removals } = givenUploads([attempt]);
    uploads.offer([leftUpload()]);
    add('halfway', 'sent', 'not yet begun');
    await settled();
    sending(held[0]!.options, 3, { version: 2 });
    sending(held[1]!.options, data.size);
    uploads.leave();
    expect(removals).toEqual([[id, { ifMatch: 2, retries: 0, keepalive: true }]]);
  });
});
