import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../client/errors.ts';
import { changesOf, conflictsOf, readTags } from '../../../web/viewer/edits.ts';
import { insist } from '../../../web/viewer/insist.ts';
import { someMetadata } from '../metadata.ts';

it.each([
  ['', []],
  [' , ,', []],
  ['sea, holiday ,sea', ['sea', 'holiday']],
  ['two words', ['two words']],
  ['cafe\u0301, caf\u00e9', ['caf\u00e9']],
])('reads the tags of %j', (text, tags) => expect(readTags(text)).toEqual(tags));

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

describe('insist', () => {
  const stale = (version: number) =>
    new ApiError(412, { message: 'Stale.', code: 'PreconditionFailed', version });

  it('writes over each newer version that the person has seen', async () => {
    const tried: number[] = [];
    const seen: number[] = [];
    let current = 3;
    const result = await insist(someMetadata({ version: 1 }), {
      attempt: async (ifMatch) => {
        tried.push(ifMatch);
        if (tried.length < 3) throw stale(current);
        return 'written';
      },
      read: async () => someMetadata({ version: current++ }),
      ask: async ({ version }) => {
        seen.push(version);
        return true;
      },
    });
    expect({ result, tried, seen }).toEqual({ result: 'written', tried: [1, 3, 4], seen: [3, 4] });
  });

  it('lets go when the person says so, and passes on every other error', async () => {
    const options = { read: async () => someMetadata({ version: 2 }), ask: async () => false };
    const result = await insist(someMetadata(), { ...options, attempt: () => Promise.reject(stale(2)) });
    expect(result).toBeUndefined();
    const gone = new ApiError(404, { message: 'Gone.', code: 'NotFound' });
    await expect(insist(someMetadata(), { ...options, attempt: () => Promise.reject(gone) })).rejects.toBe(
      gone,
    );
  });
});
