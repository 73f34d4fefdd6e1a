import { describe, expect, it } from 'vitest';
import {
  ApiError,
  ArgumentError,
  NetworkError,
  TimeoutError,
  UploadRefusedError,
} from '../../client/errors.ts';
import { imageTypes } from '../../contract/image-types.ts';
import { REJECTION_CODES, THUMBNAIL_ERRORS } from '../../contract/outcomes.ts';
import { readConfig } from '../../web/config.ts';
import { contentSecurityPolicy } from '../../web/content-security-policy.ts';
import { fits } from '../../web/gallery/feed.ts';
import { typeNames } from '../../web/uploader/type-names.ts';
import {
  bytesWords,
  errorWords,
  isolated,
  labelOf,
  nameOf,
  rejectionWords,
  thumbnailWords,
} from '../../web/words.ts';
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
    [1000, '1.0 KB'],
    [99_999, '100 KB'],
    [100_000_000, '100 MB'],
    [2_500_000_000, '2.5 GB'],
  ])('are for %d bytes: %s', (bytes, words) => expect(bytesWords(bytes)).toBe(words));

  it('are for the errors of the client', () => {
    const fault = (status: number, code: string, message = 'm') =>
      new ApiError(status, {
        code,
        message,
        requestId: 'r-1',
        errors: [{ path: 'title', message: 'is long' }],
      });
    expect(errorWords(fault(400, 'ValidationFailed'))).toBe('title is long.');
    expect(
      errorWords(new ApiError(500, { code: 'InternalError', message: 'Failed', requestId: 'r-1' })),
    ).toBe('Failed (request r-1)');
    const refused = (code: string) => errorWords(new ApiError(403, { code, message: 'm' }));
    expect(refused('Forbidden')).toContain('key is not accepted');
    expect(refused('FirewallRefused')).toContain('the key is not at fault');
    expect(errorWords(new NetworkError('x'))).toContain('cannot be reached');
    const expired = { code: 'AccessDenied', message: 'Request has expired' };
    expect(errorWords(new UploadRefusedError(403, expired))).toContain('ticket has expired');
    expect(errorWords(new UploadRefusedError(403, { code: 'Odd', message: 'x' }))).toContain('(Odd)');
    expect(errorWords(new TimeoutError('x', 'RequestTimeout'))).toContain('took too long');
    expect(errorWords(new TimeoutError('x', 'InspectionTimeout'))).toContain('has arrived');
    expect(errorWords(new ArgumentError('apiKey', 'x'))).toContain('Copy it anew');
    expect(errorWords(new ArgumentError('file', 'x'))).toContain('Choose it again');
    expect(errorWords(new ArgumentError('tags', 'is wrong'))).toBe('tags is wrong');
  });
});

describe('text of others among our words', () => {
  const FSI = '\u2068';
  const PDI = '\u2069';

  it.each([
    ['Dawn (2).jpg', 'Dawn (2).jpg'],
    ['\u202egpj.exe', `${FSI}\u202egpj.exe${PDI}`],
    ['שלום', `${FSI}שלום${PDI}`],
    ['a\u2067b', `${FSI}a\u2067b${PDI}${PDI}`],
    [`${PDI}\u202eb`, `${FSI}\u202eb${PDI}`],
    [`\u2066a${PDI}${PDI}b`, `${FSI}\u2066a${PDI}b${PDI}`],
    ['é\u2029b\n', `${FSI}é b ${PDI}`],
  ])('keeps to itself: %j', (text, expected) => expect(isolated(text)).toBe(expected));

  it('is isolated in what assistive technology reads', () => {
    expect(labelOf(someMetadata({ title: '\u202ea' }))).toMatch(new RegExp(`^${FSI}\u202ea${PDI}, `));
  });

  it('is the filename where the title shows nothing', () => {
    expect(nameOf(someMetadata({ title: '\u200b', filename: 'a.jpg' }))).toBe('a.jpg');
    expect(nameOf(someMetadata({ title: 'T', filename: 'a.jpg' }))).toBe('T');
  });
});

describe('config.json', () => {
  const good = { apiBaseUrl: '/v1', maxUploadBytes: 5, allowedTypes: ['image/png'] };

  it('may give a URL relative to the page', () => {
    expect(readConfig(good, 'https://page.test/x/')).toEqual({ ...good, apiBaseUrl: 'https://page.test/v1' });
  });

  it.each([
    [null, 'apiBaseUrl'],
    [{ ...good, apiBaseUrl: 'http://' }, 'apiBaseUrl'],
    [{ ...good, maxUploadBytes: '5' }, 'maxUploadBytes'],
    [{ ...good, allowedTypes: [] }, 'allowedTypes'],
  ])('%j is refused for its %s', (config, field) =>
    expect(() => readConfig(config, 'https://page.test/')).toThrow(field),
  );
});

it('the types that a stage accepts have names', () => {
  expect(typeNames([...imageTypes])).not.toContain('image/');
  expect(typeNames(['image/png', 'image/new'])).toBe('PNG or image/new');
});

describe('filters', () => {
  it.each([
    [{}, true],
    [{ status: 'ready' }, true],
    [{ status: 'pending' }, false],
    [{ tag: 'a' }, true],
    [{ tag: 'b' }, false],
    [{ status: 'ready', tag: 'b' }, false],
  ] as const)('%j', (filters, expected) =>
    expect(fits(filters, { status: 'ready', tags: ['a'] })).toBe(expected),
  );
});

it('the Content-Security-Policy takes no inline script and no inline style', () => {
  const policy = contentSecurityPolicy({ api: 'https://api.test', storage: 'https://s3.test' });
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self';");
  expect(policy).toContain("style-src 'self';");
  expect(policy).not.toMatch(/unsafe|\*/);
});

it.each([
  ["'self'", "'self'"],
  ["'self'", 'https://s3.test'],
  ['https://one.test', 'https://one.test'],
])(
  'the Content-Security-Policy with the API at %s and the storage at %s names no source twice',
  (api, storage) => {
    for (const directive of contentSecurityPolicy({ api, storage }).split('; ')) {
      const [, ...sources] = directive.split(' ');
      expect(new Set(sources).size, directive).toBe(sources.length);
    }
  },
);
