import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../client/errors.ts';
import { fieldFaultWords } from '../../../web/uploader/picker/field-faults.ts';
import { givenUploads, settled } from './scripted-uploads.ts';

const fault = (title: string, ...tags: string[]) => fieldFaultWords([{ name: 'a.png', title, tags }]);

describe('the title and tags of a chosen file', () => {
  it.each([
    ['q'.repeat(64), ''],
    ['😀'.repeat(64), ''],
    ['q'.repeat(65), `a.png: The tag “\u2068${'q'.repeat(40)}…\u2069” must have at most 64 characters.`],
    ['__proto__', 'a.png: The tag “__proto__” is a word that cannot be used.'],
    ['\ud800', /^a.png: The tag .* has a broken character in it; type it anew\.$/],
    ['\u200b', /^a.png: The tag .* must have a character that can be seen\.$/],
    ['a\tb', /^a.png: The tag .* must not have control characters, such as tabs and line breaks\.$/],
  ])('are checked as the service does: the tag %j', (tag, words) => {
    expect(fault('Dawn', 'x', tag)).toEqual(words instanceof RegExp ? expect.stringMatching(words) : words);
  });

  it('are told by file, a few at once', () => {
    expect(fault('t'.repeat(257))).toBe('a.png: The title must have at most 256 characters.');
    expect(fault('t'.repeat(256), ...Array.from({ length: 51 }, (_, i) => `${i}`))).toBe(
      'a.png: The list of tags must have at most 50.',
    );
    const files = Array.from({ length: 7 }, (_, i) => ({ name: `${i}.png`, tags: ['__proto__'] }));
    expect(fieldFaultWords(files)).toMatch(/^0\.png: .* 4\.png: .* And 2 more\.$/);
  });
});

describe('an upload whose title or tags the service refuses', () => {
  const invalid = new ApiError(400, {
    code: 'ValidationFailed',
    message: 'm',
    errors: [{ path: 'tags.0', message: 'must have at most 8 characters' }],
  });

  it('names the tag, and can be edited in the picker', async () => {
    const { add, act, uploads, words, edited, removals } = givenUploads([() => Promise.reject(invalid)]);
    add('a');
    await settled();
    expect(uploads.all()).toMatchObject([
      { state: 'refused', mendable: true, reason: 'The tag “x” must have at most 8 characters.' },
    ]);
    await act('a', 'edit');
    expect([edited, words(), removals]).toEqual([['a'], '', []]);
  });

  it('is not taken back for other reasons', async () => {
    const { add, uploads } = givenUploads([
      () => Promise.reject(new ApiError(400, { code: 'BadRequest', message: 'm' })),
    ]);
    add('a');
    await settled();
    expect(uploads.all()).toMatchObject([{ state: 'refused', mendable: false }]);
  });
});
