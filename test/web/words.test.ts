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
import { createBody, updateBody } from '../../contract/requests.ts';
import type { DomainError } from '../../lambdas/metadata-api/errors.ts';
import { validate } from '../../lambdas/metadata-api/http/validation.ts';
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
  spanWords,
  thumbnailWords,
  unshownWords,
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

describe('what the service finds wrong with fields', () => {
  /** What it answers to a body, as the page tells it. */
  const told = (schema: typeof updateBody | typeof createBody, body: object): string => {
    try {
      validate(schema, body);
    } catch (error) {
      const { errors } = (error as DomainError).details as Pick<ApiError, 'errors'>;
      return errorWords(new ApiError(400, { code: 'ValidationFailed', message: 'm', errors }), body);
    }
    return 'nothing';
  };

  it.each<[object, string]>([
    [
      { tags: { add: ['ok', 'ok2', 'x'.repeat(65)] } },
      `The tag “${'x'.repeat(40)}…” must have at most 64 characters.`,
    ],
    [
      { tags: { add: ['a\tb'] } },
      'The tag “a b” must not have control characters, such as tabs, line breaks and NUL.',
    ],
    [{ tags: { add: ['\u200b'] } }, 'The tag “\u200b” must have a character that can be seen.'],
    [{ tags: { add: ['__proto__'] } }, 'The tag “__proto__” is a word that cannot be used.'],
    [{ tags: { add: Array.from({ length: 51 }, String) } }, 'The list of tags must have at most 50.'],
    [{ tags: { add: ['a'], remove: ['a'] } }, 'The list of tags must not add and remove the same tag.'],
    [{ title: 'x'.repeat(257) }, 'The title must have at most 256 characters.'],
    [{ title: '' }, 'The title must not be empty.'],
    [{ title: '\ud800' }, 'The title has a broken character in it; type it anew.'],
    [
      { filename: 'a b' },
      'The file name may have letters from A to Z, digits, dots, dashes and underscores alone, 255 at most.',
    ],
    [{ attributes: { 'a.b': {} } }, 'The attribute “a.b” is not accepted.'],
    [
      { attributes: { big: 'x'.repeat(5000) } },
      'The attribute “big” must be shorter. The list of attributes must be shorter.',
    ],
    [{ size: 0 }, 'The size of the file is too small.'],
    [{ sha256: 'x' }, 'The checksum of the file is not accepted.'],
    [{ odd: 1 }, 'What was sent is not accepted.'],
  ])('is told in words (%#)', (body, words) =>
    expect(told(updateBody, body).replace(/[\u2068\u2069]/g, '')).toBe(words),
  );

  it('names the tag of a new record', () =>
    expect(told(createBody, { filename: 'a.png', tags: ['good', 'b\u0007'] })).toMatch(
      /^The tag “.*b .*” must not/,
    ));

  it('says it without the body too, and never by a path', () => {
    const words = errorWords(
      new ApiError(400, {
        code: 'ValidationFailed',
        message: 'm',
        errors: [
          { path: 'tags.add.2', message: 'must have at most 64 characters' },
          { path: 'tags', message: 'must have at most 50 tags' },
          { path: 'contentType', message: 'must be one of image/png' },
          { path: 'size', message: 'must be at most 100' },
        ],
      }),
    );
    expect(words).toBe(
      'One of the tags must have at most 64 characters. The list of tags must have at most 50 tags. ' +
        'The type of the file is not accepted here. The size of the file is too large.',
    );
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
