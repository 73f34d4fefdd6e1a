import { describe, expect, it } from 'vitest';
import { createDrafts, editedIn, onto, unedited } from '../../../web/viewer/drafts.ts';
import { changesOf } from '../../../web/viewer/edits.ts';
import { someMetadata } from '../metadata.ts';

const base = someMetadata({ title: 'Dawn', tags: ['a', 'b'], version: 1 });
const draft = { base, title: 'Dusk ', tags: 'a, b, c' };

describe('an edit that is not saved', () => {
  it('is kept until it is dropped, or typed away', () => {
    const drafts = createDrafts();
    drafts.keep(draft);
    expect(drafts.of(base.id)).toEqual(draft);
    expect(drafts.unsaved(base.id)).toBe(true);
    drafts.keep(unedited(base));
    expect(drafts.of(base.id)).toBeUndefined();
    drafts.keep(draft);
    drafts.drop(base.id);
    expect(drafts.unsaved(base.id)).toBe(false);
    expect(drafts.ids()).toEqual([]);
  });

  it('is none where saving would change nothing', () => {
    const drafts = createDrafts();
    drafts.keep({ base, title: ' Dawn', tags: 'b, a, ' });
    expect(drafts.ids()).toEqual([base.id]);
    expect(drafts.unsaved(base.id)).toBe(false);
    expect(drafts.ids()).toEqual([]);
  });

  it('is saved without the blanks around it', () =>
    expect(editedIn(draft)).toEqual({ title: 'Dusk', tags: ['a', 'b', 'c'] }));
});

describe('tags with commas', () => {
  const tags = ['Paris, France', 'x'];
  const paris = someMetadata({ title: 'Dawn', tags });
  const shown = unedited(paris);

  it('stay whole when the title is edited', () =>
    expect(changesOf(paris, editedIn({ ...shown, title: 'Dusk' }))).toEqual({ title: 'Dusk' }));

  it('stay whole when other tags are edited', () => {
    const edited = editedIn({ ...shown, tags: `${shown.tags}, y` });
    expect(changesOf(paris, edited)).toEqual({ tags: { add: ['y'] } });
  });

  it('or without any, are not read where they were not touched, however old they are', () => {
    const old = someMetadata({ title: ' Dawn ', tags: ['cafe\u0301', ' '] });
    expect(changesOf(old, editedIn(unedited(old)))).toBeUndefined();
  });
});

describe('a record that is known anew', () => {
  it('shows as it is where nothing was typed', () => {
    const now = { ...base, title: 'Noon', version: 2 };
    expect(onto(undefined, now)).toEqual({ base: now, title: 'Noon', tags: 'a, b' });
  });

  it('takes the edit along when only other things have changed', () => {
    const now = { ...base, version: 4, contentVersion: 2 };
    expect(onto(draft, now)).toEqual({ ...draft, base: now });
  });

  it('leaves the edit to the record that was edited when its fields have changed', () => {
    expect(onto(draft, { ...base, version: 2, title: 'Noon' })).toEqual(draft);
    expect(onto(draft, { ...base, version: 2, tags: ['a'] })).toEqual(draft);
  });
});
