import { describe, expect, it } from 'vitest';
import { changesOf, conflictsOf } from '../../../web/viewer/edits.ts';
import { someMetadata } from '../metadata.ts';

describe('what is sent for an edit', () => {
  const before = someMetadata({ title: 'Dawn', tags: ['a', 'b'] });

  it.each([
    [{ title: 'Dawn', tags: ['b', 'a'] }, undefined],
    [{ title: 'Dusk', tags: ['a', 'b'] }, { title: 'Dusk' }],
    [{ title: '', tags: ['a', 'b'] }, { title: null }],
    [{ title: 'Dawn', tags: ['b', 'c'] }, { tags: { add: ['c'], remove: ['a'] } }],
    [{ title: 'Dawn', tags: [] }, { tags: { remove: ['a', 'b'] } }],
  ])('is of %j the difference', (edited, body) => expect(changesOf(before, edited)).toEqual(body));

  it.each([
    ['both renamed it', { title: 'Noon' }, 'Dusk', [{ field: 'Title', theirs: 'Noon', yours: 'Dusk' }]],
    ['they took the title away', {}, 'Dusk', [{ field: 'Title', theirs: '', yours: 'Dusk' }]],
    ['both chose the same name', { title: 'Dusk' }, 'Dusk', []],
    ['they changed the tags alone', { title: 'Dawn', tags: ['z'] }, 'Dusk', []],
    ['you changed no title', { title: 'Noon' }, 'Dawn', []],
  ])('is in conflict, or not, when %s', (_, theirs, title, conflicts) => {
    expect(conflictsOf(before, someMetadata(theirs), { title, tags: ['other'] })).toEqual(conflicts);
  });
});
