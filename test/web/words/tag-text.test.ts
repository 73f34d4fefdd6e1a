import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readTags, tagPieces, writeTags } from '../../../web/words/tag-text.ts';

it.each([
  ['', []],
  [' , ,', []],
  ['sea, holiday ,sea', ['sea', 'holiday']],
  ['two words', ['two words']],
  ['cafe\u0301, caf\u00e9', ['caf\u00e9']],
  ['"Paris, France", x', ['Paris, France', 'x']],
  ['x,"Paris, France" ', ['x', 'Paris, France']],
  ['"", " ", ""', []],
  ['5" screen, 7" screen', ['5" screen', '7" screen']],
  ['"not closed, x', ['"not closed', 'x']],
  ['"a" b, x', ['"a" b', 'x']],
  ['"""quoted"", twice"', ['"quoted", twice']],
])('reads the tags of %j', (text, tags) => expect(readTags(text)).toEqual(tags));

it('reads the same tags as were written', () => {
  const tag = fc
    .string({
      unit: fc.oneof(fc.constantFrom(',', '"', ' ', 'a'), fc.string({ minLength: 1, maxLength: 1 })),
    })
    .map((text) => text.normalize('NFC'))
    .filter((text) => text.trim() !== '');
  fc.assert(
    fc.property(fc.uniqueArray(tag), (tags) => {
      expect(readTags(writeTags(tags))).toEqual(tags);
    }),
  );
});

it('takes any text apart without a rest', () =>
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(',', '"', ' ', 'a') }), (text) => {
      const pieces = tagPieces(text);
      expect(pieces.map(({ start, end }) => text.slice(start, end)).join(',')).toBe(text);
    }),
  ));
