import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../client/errors.ts';
import { createBody, updateBody } from '../../../contract/requests.ts';
import type { DomainError } from '../../../lambdas/metadata-api/errors.ts';
import { validate } from '../../../lambdas/metadata-api/http/validation.ts';
import { errorWords } from '../../../web/words.ts';

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
