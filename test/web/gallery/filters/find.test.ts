import { describe, expect, it } from 'vitest';
import { fold, matcher, searchFurther } from '../../../../web/gallery/filters/find.ts';
import { someMetadata } from '../../metadata.ts';

const boat = someMetadata({
  filename: 'IMG_1234.JPG',
  title: 'Das rote Böot',
  tags: ['Straße', 'Ελλάς', 'sea'],
});

it.each([
  ['', true],
  ['   ', true],
  ['img_12', true],
  ['BOOT', true],
  ['bo\u0308ot', true],
  ['strasse', true],
  ['ελλασ', true],
  ['ΕΛΛΆΣ', true],
  ['sea rote', true],
  ['sea blue', false],
  // Words are looked for within a name, a title or a tag, never across two.
  ['jpgdas', false],
  ['.*', false],
])('%j is found in the record: %s', (query, found) => expect(matcher(query)(boat)).toBe(found));

it('a record that has changed is looked at anew', () => {
  const find = matcher('new');
  expect([find(boat), find({ ...boat, title: 'New' })]).toEqual([false, true]);
});

it.each([
  ['İstanbul', 'ISTANBUL'],
  ['Å', 'A'],
  ['ﬁn', 'FIN'],
  ['שָׁלוֹם', 'שלום'],
])('%s is compared as %s', (text, folded) => expect(fold(text)).toBe(folded));

describe('searching further', () => {
  /** Pages in each of which so many are found. */
  const givenPages = (...pages: number[]) => {
    let found = 1;
    let loaded = 0;
    const search = {
      found: () => found,
      more: () => loaded < pages.length,
      load: async () => {
        found += pages[loaded]!;
        loaded += 1;
      },
    };
    return { search, loaded: () => loaded };
  };

  it('loads until something more is found', async () => {
    const { search, loaded } = givenPages(0, 0, 2, 5);
    expect(await searchFurther(search, new AbortController().signal)).toBe(true);
    expect(loaded()).toBe(3);
  });

  it('ends at the end', async () => {
    const { search, loaded } = givenPages(0, 0);
    expect(await searchFurther(search, new AbortController().signal)).toBe(false);
    expect(loaded()).toBe(2);
  });

  it('can be stopped', async () => {
    const { search, loaded } = givenPages(0, 0, 0, 0);
    const stop = new AbortController();
    const load = async () => {
      await search.load();
      if (loaded() === 2) stop.abort();
    };
    expect(await searchFurther({ ...search, load }, stop.signal)).toBe(false);
    expect(loaded()).toBe(2);
  });
});
