import { describe, expect, it } from 'vitest';
import { createFeed, type FeedState } from '../../../web/gallery/feed.ts';
import { createRecords } from '../../../web/gallery/records.ts';
import { scriptedService } from './scripted-service.ts';

/** A feed before a service with as many records, made a second apart from each other: `0` is the oldest. */
function givenFeed(count = 0) {
  const service = scriptedService();
  for (let at = 0; at < count; at += 1)
    service.put({ id: String(at).padStart(3, '0'), createdAt: 1000 * at });
  const records = createRecords(() => 0);
  const states: FeedState['kind'][] = [];
  const feed = createFeed(service.client, records, ({ kind }) => states.push(kind));
  const ids = () => records.all().map(({ metadata }) => metadata.id);
  return { service, records, feed, states, ids };
}

describe('the feed', () => {
  it('loads page after page to the end, and asks no more then', async () => {
    const { feed, states, ids, service } = givenFeed(120);
    await feed.open({});
    expect([ids().length, ids()[0]]).toEqual([50, '119']);
    await feed.more();
    await feed.more();
    await feed.more();
    expect([ids().length, service.lists.length]).toEqual([120, 3]);
    expect(states).toEqual(['loading', 'more', 'loading', 'more', 'loading', 'end']);
  });

  it('asks for the oldest first, and for its filters', async () => {
    const { feed, ids, service } = givenFeed(60);
    await feed.open({ order: 'oldest', status: 'ready', tag: '' });
    expect(service.lists[0]).toMatchObject({ order: 'asc', status: 'ready', tag: undefined });
    expect(ids().at(-1)).toBe('000');
    expect(feed.reached()?.id).toBe('049');
  });

  it('goes on under its filters: the service passes over what does not fit', async () => {
    const { feed, service } = givenFeed(120);
    for (let at = 0; at < 60; at += 1) service.put({ id: `t${at}`, createdAt: at, tags: ['sea'] });
    await feed.open({ status: 'ready', tag: 'sea' });
    await feed.more();
    const filters = { status: 'ready', tag: 'sea' };
    expect(service.lists).toMatchObject([filters, { ...filters, cursor: expect.any(String) }]);
    expect(feed.ids()).toHaveLength(60);
  });

  it('loads one page for two who ask at the same time', async () => {
    const { feed, service } = givenFeed(120);
    await feed.open({});
    await Promise.all([feed.more(), feed.more()]);
    expect(service.lists).toHaveLength(2);
  });

  it('goes on where it was after a failure', async () => {
    const { feed, states, ids, service } = givenFeed(80);
    await feed.open({});
    service.setOffline(true);
    await feed.more();
    expect(states.at(-1)).toBe('failed');
    expect(ids()).toHaveLength(50);
    service.setOffline(false);
    await feed.more();
    expect(ids()).toHaveLength(80);
    expect(service.lists.at(-1)!.cursor).toBe(service.lists.at(-2)!.cursor);
  });

  it('takes no answer for filters that are gone', async () => {
    const { feed, ids, service } = givenFeed(3);
    service.put({ id: 'other', tags: ['sea'], createdAt: 99_000 });
    const release = service.hold();
    const first = feed.open({});
    const second = feed.open({ tag: 'sea' });
    release();
    await Promise.all([first, second]);
    expect(ids()).toEqual(['other']);
  });

  it('knows what lies ahead, by time and then by id, in both orders', async () => {
    const { feed, service } = givenFeed(60);
    await feed.open({});
    const at = (id: string, createdAt: number) => service.put({ id, createdAt });
    // Its last one is 010, of second 10.
    expect([feed.isAhead(at('x', 9999)), feed.isAhead(at('x', 10_001))]).toEqual([true, false]);
    expect([feed.isAhead(at('000x', 10_000)), feed.isAhead(at('011', 10_000))]).toEqual([true, false]);
    await feed.open({ order: 'oldest' });
    expect(feed.isAhead(at('y', 999_000))).toBe(true);
    await feed.more();
    await feed.more();
    expect(feed.isAhead(at('y', 999_000))).toBe(false);
  });

  it('lists what it has loaded and what was put to it, and nothing else', async () => {
    const { feed, records } = givenFeed(1);
    await feed.open({});
    records.putAll([{ ...records.get('000')!.metadata, id: 'by link' }]);
    expect([feed.lists('000'), feed.lists('by link')]).toEqual([true, false]);
    feed.include(['by link']);
    expect(feed.lists('by link')).toBe(true);
  });
});
