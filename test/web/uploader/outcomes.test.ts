import { describe, expect, it } from 'vitest';
import {
  ApiError,
  ArgumentError,
  ImageRejectedError,
  NetworkError,
  TimeoutError,
  UploadRefusedError,
  UploadSupersededError,
} from '../../../client/errors.ts';
import { outcomeOf } from '../../../web/uploader/outcome.ts';
import { refusalOf, refusalWords } from '../../../web/uploader/picker/refusals.ts';
import { sumWords } from '../../../web/uploader/sum.ts';
import { STATES } from '../../../web/uploader/upload.ts';
import { someMetadata } from '../metadata.ts';

const api = (status: number, code: string) => new ApiError(status, { code, message: 'm' });
const s3 = (status: number, code: string, message = 'm') => new UploadRefusedError(status, { code, message });
const offline = new NetworkError('m');

describe('what an upload is after an error', () => {
  it.each([
    ['refused', new ImageRejectedError(someMetadata(), { code: 'NotAnImage', message: 'm', at: 1 })],
    ['refused', new UploadSupersededError(someMetadata())],
    ['refused', s3(400, 'EntityTooLarge')],
    ['refused', api(400, 'ValidationFailed')],
    ['refused', api(409, 'TooManyTickets')],
    ['unreadable', new ArgumentError('file', 'cannot be read any more')],
    ['offline', offline],
    ['offline', new TimeoutError('m', 'RequestTimeout')],
    ['offline', new TimeoutError('m', 'InspectionTimeout', offline)],
    ['offline', api(200, 'NotJson')],
    ['arrived', new TimeoutError('m', 'InspectionTimeout')],
    ['failed', s3(403, 'AccessDenied', 'Request has expired')],
    ['failed', s3(503, 'SlowDown')],
    ['failed', s3(400, 'BadDigest')],
    ['failed', api(500, 'InternalError')],
    ['failed', api(403, 'Forbidden')],
    ['failed', api(429, 'QuotaExceeded')],
    ['failed', api(409, 'IdempotencyConflict')],
    ['failed', new Error('m')],
  ])('is %s', (state, error) => {
    expect(outcomeOf(error)).toMatchObject({ state });
    expect(outcomeOf(error).reason).not.toBe('');
  });
});

describe('the sum of uploads', () => {
  const none = { ...Object.fromEntries(STATES.map((state) => [state, 0])), done: 0, cancelled: 0 };
  const sum = (counts: object) => sumWords({ ...none, ...counts } as Parameters<typeof sumWords>[0]);

  it.each([
    [{}, ''],
    [{ done: 37, refused: 2 }, '37 of 39 uploaded, 2 refused'],
    [{ done: 1, failed: 1, unreadable: 1, cancelled: 1 }, '1 of 4 uploaded, 2 failed, 1 cancelled'],
    [
      { sending: 4, inspecting: 1, offline: 2, paused: 3, waiting: 5 },
      '0 of 15 uploaded, 4 being sent, 1 being inspected, 2 waiting for the connection, 3 paused, 5 waiting',
    ],
    [{ left: 2 }, '2 uploads were left unfinished'],
    [{ done: 1, left: 1 }, '1 of 1 uploaded. 1 upload was left unfinished'],
  ])('of %o is “%s”', (counts, words) => {
    expect(sum(counts)).toBe(words);
  });
});

describe('what the picker does not take', () => {
  it.each([
    [0, 'it is empty'],
    [1, undefined],
    [100_000_000, undefined],
    [100_000_001, 'it is larger than 100 MB'],
  ])('of %d bytes', (size, why) => {
    expect(refusalOf(size, 100_000_000)).toBe(why);
  });

  it('is told file by file in one message', () => {
    const refusals = [
      { name: 'a.jpg', why: 'it is empty' },
      { name: 'שלום.jpg', why: 'it is larger than 100 MB' },
    ];
    expect(refusalWords(refusals)).toBe(
      'Not taken: a.jpg (it is empty), \u2068שלום.jpg\u2069 (it is larger than 100 MB).',
    );
  });

  it('name a few of many files, and cut long names', () => {
    const refusals = Array.from({ length: 22 }, (_, i) => ({ name: `${i}.png`, why: 'it is empty' }));
    expect(refusalWords(refusals)).toMatch(/^Not taken: 0\.png \(it is empty\), .* and 17 more\.$/);
    expect(refusalWords([{ name: 'W'.repeat(240), why: 'it is empty' }])).toBe(
      `Not taken: \u2068${'W'.repeat(60)}…\u2069 (it is empty).`,
    );
  });
});
