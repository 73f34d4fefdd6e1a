import { describe, expect, it } from 'vitest';
import {
  ApiError,
  ArgumentError,
  NetworkError,
  TimeoutError,
  UploadRefusedError,
} from '../../client/errors.ts';
import type { Metadata } from '../../client/types.ts';
import { ERROR_CODES } from '../../contract/error-codes.ts';
import { imageTypes } from '../../contract/image-types.ts';
import { REJECTION_CODES, THUMBNAIL_ERRORS } from '../../contract/outcomes.ts';
import { bytesWords, spanWords } from '../../web/words/quantities.ts';
import { errorWords, rejectionWords, thumbnailWords, unshownWords } from '../../web/words.ts';
import { someMetadata } from './metadata.ts';

describe('words', () => {
  it('are there for every rejection code', () => {
    const words = REJECTION_CODES.map((code) => rejectionWords(code, 'no words'));
    expect(words).not.toContain('no words');
    expect(new Set(words).size).toBe(words.length);
  });

  it('are there for every reason why an image has no thumbnail', () => {
    const words = THUMBNAIL_ERRORS.map((code) => thumbnailWords(code));
    expect(words).not.toContain(undefined);
    expect(words.filter((text) => THUMBNAIL_ERRORS.some((code) => code === text))).toEqual([]);
  });

  it.each([
    [0, '0 bytes'],
    [999, '999 bytes'],
    [1000, '1 KB'],
    [999_499, '999 KB'],
    [999_500, '1 MB'],
    [31_372_717, '31.4 MB'],
    [30_000_000, '30 MB'],
    [5e12, '5000 GB'],
    [99_999, '100 KB'],
    [100_000_000, '100 MB'],
    [2_500_000_000, '2.5 GB'],
  ])('are for %d bytes: %s', (bytes, words) => expect(bytesWords(bytes)).toBe(words));

  it('are for the errors of the client', () => {
    expect(
      errorWords(new ApiError(500, { code: 'InternalError', message: 'Failed', requestId: 'r-1' })),
    ).toMatch(/^The service failed\..*: request r-1\.$/);
    const refused = (code: string) => errorWords(new ApiError(403, { code, message: 'm' }));
    expect(refused('Forbidden')).toContain('key is not accepted');
    expect(refused('FirewallRefused')).toContain('the key is not at fault');
    expect(errorWords(new NetworkError('x'))).toContain('cannot be reached');
    const expired = { code: 'AccessDenied', message: 'Request has expired' };
    expect(errorWords(new UploadRefusedError(403, expired))).toContain('ticket has expired');
    const odd = errorWords(new UploadRefusedError(403, { code: 'Odd', message: 'x' }));
    expect(odd).toMatch(/^The storage refused the upload\./);
    expect(odd).not.toContain('Odd');
    expect(errorWords(new TimeoutError('x', 'RequestTimeout'))).toContain('took too long');
    expect(errorWords(new TimeoutError('x', 'InspectionTimeout'))).toContain('has arrived');
    expect(errorWords(new ArgumentError('apiKey', 'x'))).toContain('Copy it anew');
    expect(errorWords(new ArgumentError('file', 'x'))).toContain('Choose it again');
    expect(errorWords(new ArgumentError('tags.1', 'is wrong'), { tags: ['a', 'b'] })).toBe(
      'The tag “b” is wrong.',
    );
  });

  it('are there for every error of the API, without its code or message', () => {
    for (const [code, { status }] of Object.entries(ERROR_CODES)) {
      const words = errorWords(new ApiError(status, { code, message: 'raw' }));
      expect(words).toMatch(/^[A-Z].*\.$/);
      expect(words).not.toContain('raw');
      expect(words).not.toMatch(/[a-z][A-Z]/);
    }
    expect(errorWords(new ApiError(418, { code: 'Http418', message: 'raw' }))).not.toMatch(/raw|418/);
  });

  it('are for what the page says of itself, and never those of the browser', () => {
    expect(errorWords(new Error('config.json cannot be read (404).'))).toContain('config.json');
    expect(errorWords(new TypeError('x.y is not a function'))).toContain('Reload it');
    expect(errorWords(new DOMException('The operation is insecure.'))).toContain('Reload it');
  });

  it.each([
    [3599, '59 minutes'],
    [3600, '1 hour'],
    [60, '1 minute'],
    [59, 'less than a minute'],
    [7 * 86_400, '7 days'],
  ])('are for a span of %d seconds: %s', (seconds, words) => expect(spanWords(seconds)).toBe(words));
});

describe('why an image is not seen', () => {
  const ready = { status: 'ready', contentType: 'image/png' } as const;

  it.each<[Partial<Metadata>, RegExp]>([
    [{ thumbnailError: 'Undecodable' }, /damaged.*Replace/],
    [{ thumbnailError: 'TooManyPixels' }, /too many pixels/],
    [{ thumbnailError: 'Unsupported', contentType: 'image/jxl' }, /^This browser cannot show JPEG XL\./],
    [{ contentType: 'image/tiff' }, /^This browser cannot show TIFF\./],
    [{}, /did not load.*connection/],
    [{ thumbnailError: 'TimedOut' }, /did not load/],
    [{ thumbnailError: 'Failed' }, /did not load/],
  ])('%j', (fields, words) => expect(unshownWords(someMetadata({ ...ready, ...fields }))).toMatch(words));

  it('is never put down to the browser when the image is damaged, whatever its type', () => {
    for (const contentType of imageTypes) {
      const damaged = someMetadata({ ...ready, contentType, thumbnailError: 'Undecodable' });
      expect(unshownWords(damaged)).not.toMatch(/browser/i);
    }
  });
});
