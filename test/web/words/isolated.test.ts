import { describe, expect, it } from 'vitest';
import { excerpt } from '../../../web/words/isolated.ts';
import { isolated, labelOf, nameOf } from '../../../web/words.ts';
import { someMetadata } from '../metadata.ts';

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

describe('an excerpt', () => {
  it.each([
    ['short', 5, 'short'],
    ['longer', 5, 'longe…'],
    ['🏖🏖🏖', 2, '🏖🏖…'],
    ['', 2, ''],
  ])('of %j has at most %i characters, and no half ones', (text, max, expected) =>
    expect(excerpt(text, max)).toBe(expected),
  );
});
