import { describe, expect, it } from 'vitest';
import { createFeed } from '../../../../web/gallery/feed.ts';
import { createChanges } from '../../../../web/gallery/news/changes.ts';
import { refreshAll, refreshedWords } from '../../../../web/gallery/news/refresh.ts';
import { createRecords } from '../../../../web/gallery/records.ts';
import { scriptedService } from '../scripted-service.ts';

async function givenList(count: number) {
  const service = scriptedService();
  for (let at = 0; at < count; at += 1) service.put({ id: String(1000 + at), createdAt: 1000 * at });
  const records = createRecords(() => 0);
  const feed = createFeed(service.client, records, () => undefined);
  const { look } = createChanges(service.client, records);
  await feed.open({});
  service.lists.length = 0;
  return { service, records, feed, refresh: () => refreshAll(service.client, records, feed, look) };
}

describe('a refresh', () => {
  it('notices what others have added, changed and deleted', async () => {
    const { service, records, feed, refresh } = await givenList(30);
    service.put({ id: 'new', createdAt: 99_000 });
    service.put({ id: '1005', title: 'Other', version: 2 });
    service.delete('1007');
    service.delete('1008');
    expect(await refresh()).toEqual({ added: 1, changed: 1, gone: 2 });
    expect(records.get('1005')?.metadata.title).toBe('Other');
    expect(records.get('1007')).toBeUndefined();
    expect(feed.lists('new')).toBe(true);
    expect(await refresh()).toEqual({ added: 0, changed: 0, gone: 0 });
  });

  it('reads as far as was loaded, and no further', async () => {
    const { service, records, feed, refresh } = await givenList(400);
    for (let page = 0; page < 3; page += 1) await feed.more();
    service.lists.length = 0;
    await refresh();
    expect(service.lists).toHaveLength(3);
    expect(records.all()).toHaveLength(200);
    expect(service.reads).toEqual([]);
  });

  it('does not take for deleted what the list does not know yet', async () => {
    const { service, records, feed, refresh } = await givenList(3);
    records.putAll([service.put({ id: 'just made', createdAt: 99_000 })]);
    feed.include(['just made']);
    service.unlisted.add('just made');
    expect(await refresh()).toEqual({ added: 0, changed: 0, gone: 0 });
    expect(records.get('just made')).toBeDefined();
    expect(service.reads).toEqual(['just made']);
  });

  it('that fails says so, and takes nothing away', async () => {
    const { service, records, refresh } = await givenList(3);
    service.setOffline(true);
    await expect(refresh()).rejects.toThrow();
    expect(records.all()).toHaveLength(3);
  });

  it.each([
    [{ added: 0, changed: 0, gone: 0 }, 'Up to date: nothing has changed.'],
    [{ added: 3, changed: 0, gone: 1 }, 'Up to date: 3 new, 1 deleted.'],
  ])('of %j says: %s', (found, words) => expect(refreshedWords(found)).toBe(words));
});
