import { describe, expect, it } from 'vitest';
import { createFeed } from '../../../web/gallery/feed.ts';
import { createRecords } from '../../../web/gallery/records.ts';
import { createShown } from '../../../web/gallery/shown.ts';
import { scriptedService } from './scripted-service.ts';

async function givenShown(filters = {}) {
  const service = scriptedService();
  service.put({ id: 'a', createdAt: 1000, title: 'Boat', tags: ['sea'] });
  service.put({ id: 'b', createdAt: 2000, title: 'House', tags: ['land', 'Ärger'] });
  service.put({ id: 'c', createdAt: 3000, title: 'Boat house', tags: ['sea', 'land'] });
  const records = createRecords(() => 0);
  const feed = createFeed(service.client, records, () => undefined);
  await feed.open(filters);
  const hidden = new Set<string>();
  const shown = createShown(records, feed, ({ id }) => hidden.has(id));
  return { service, records, feed, hidden, shown };
}

describe('what is shown', () => {
  it('is in the order that was asked for', async () => {
    expect((await givenShown()).shown.ids()).toEqual(['c', 'b', 'a']);
    expect((await givenShown({ order: 'oldest' })).shown.ids()).toEqual(['a', 'b', 'c']);
  });

  it('is what is listed, not hidden, and found', async () => {
    const { shown, hidden, records, service } = await givenShown();
    records.putAll([service.put({ id: 'by link', title: 'Boat', createdAt: 500 })]);
    shown.setQuery('boat');
    expect([shown.ids(), shown.searched()]).toEqual([['c', 'a'], 3]);
    hidden.add('c');
    expect([shown.ids(), shown.searched()]).toEqual([['a'], 2]);
  });

  it('lets go of what has changed so that it does not fit the filters any more', async () => {
    const { shown, records, service } = await givenShown({ tag: 'sea' });
    expect(shown.ids()).toEqual(['c', 'a']);
    records.putAll([service.put({ id: 'c', tags: [], version: 2 })]);
    expect(shown.ids()).toEqual(['a']);
  });

  it('takes in one that is opened though it is not shown, at its place', async () => {
    const { shown } = await givenShown({ order: 'oldest' });
    shown.setQuery('boat');
    expect(shown.idsWith('b')).toEqual(['a', 'b', 'c']);
    expect(shown.ids()).toEqual(['a', 'c']);
  });

  it('knows every tag, each once, in the order of the alphabet', async () => {
    expect((await givenShown()).shown.knownTags()).toEqual(['Ärger', 'land', 'sea']);
  });
});
