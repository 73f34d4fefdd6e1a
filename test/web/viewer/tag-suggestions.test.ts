import { describe, expect, it } from 'vitest';
import { suggestionsFor, withTag } from '../../../web/viewer/tag-suggestions.ts';

const known = ['sea', 'seaside', 'Season', 'holiday', 'at sea', 'café', 'שלום', 'sea', 'Paris, France'];

describe('tags are suggested', () => {
  it.each<[string, string[]]>([
    ['', []],
    [' , ', []],
    ['x', []],
    ['se', ['sea', 'seaside', 'Season', 'at sea']],
    ['SEA', ['sea', 'seaside', 'Season', 'at sea']],
    ['holiday, se', ['sea', 'seaside', 'Season', 'at sea']],
    ['sea, se', ['seaside', 'Season', 'at sea']],
    ['holiday,', []],
    ['cafe\u0301', []],
    ['caf', ['café']],
    ['של', ['שלום']],
    ['"Par', ['Paris, France']],
    ['"a, b", Par', ['Paris, France']],
    ['"Paris, France", Par', []],
  ])('for %j: %j', (text, tags) => expect(suggestionsFor(text, text.length, known)).toEqual(tags));

  it('for the tag in which the caret stands', () => {
    expect(suggestionsFor('ho, sea', 2, known)).toEqual(['holiday']);
    expect(suggestionsFor('sea, ho', 2, known)).toEqual(['seaside', 'Season', 'at sea']);
  });

  it('six at most', () => {
    const many = Array.from({ length: 50 }, (_, i) => `tag ${i}`);
    expect(suggestionsFor('tag', 3, many)).toHaveLength(6);
  });
});

describe('a tag that is chosen', () => {
  it.each<[string, number, string, string, number]>([
    ['se', 2, 'sea', 'sea, ', 5],
    ['holiday, se', 11, 'sea', 'holiday, sea, ', 14],
    ['holiday,se', 10, 'sea', 'holiday, sea, ', 14],
    ['ho, sea', 2, 'holiday', 'holiday, sea', 9],
    ['sea, par', 8, 'Paris, France', 'sea, "Paris, France", ', 22],
    ['"a, b", ho', 10, 'holiday', '"a, b", holiday, ', 17],
  ])('takes the place of what was typed of it: %j', (text, caret, tag, after, at) =>
    expect(withTag(text, caret, tag)).toEqual({ text: after, caret: at }),
  );
});
