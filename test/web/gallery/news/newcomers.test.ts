import { describe, expect, it } from 'vitest';
import { createFeed, type Filters } from '../../../../web/gallery/feed.ts';
import { createNewcomers } from '../../../../web/gallery/news/newcomers.ts';
import { createRecords } from '../../../../web/gallery/records.ts';
import { scriptedService } from '../scripted-service.ts';

const T = 1_790_000_000_000;

async function givenNewcomers(filters: Filters = {}, count = 1) {
  const service = scriptedService();
  for (let at = 0; at < count; at += 1)
    service.put({ id: `old-${100 + at}`, createdAt: T + at, tags: ['sea'] });
  let elapsed = 0;
  const records = createRecords(() => elapsed);
  const feed = createFeed(service.client, records, () => undefined);
  const newcomers = createNewcomers(service.client, records, feed);
  await feed.open(filters);
  await newcomers.begin();
  await newcomers.poll();
  const asked = service.lists.splice(0);
  const waiting = () => newcomers.waiting(() => true);
  const pass = (ms: number) => {
    elapsed += ms;
  };
  return { asked, service, records, feed, newcomers, waiting, pass };
}

describe('newcomers', () => {
  it('are asked for alone, by the time of the newest that is known, with an overlap', async () => {
    const { service, newcomers } = await givenNewcomers();
    await newcomers.poll();
    expect(service.lists).toMatchObject([{ createdAfter: T - 10_000 }]);
  });

  it.each<[string, Filters, number, object]>([
    ['newest first', {}, 1, { createdAfter: T - 10_000 }],
    ['of more than a page', {}, 80, { createdAfter: T + 79 - 10_000 }],
    ['oldest first', { order: 'oldest' }, 1, { createdAfter: T - 10_000 }],
    ['of a tag', { tag: 'sea' }, 1, { createdAfter: T - 10_000 }],
  ])('are asked for alone from the first time on, with a list %s', async (_, filters, count, query) => {
    const { asked } = await givenNewcomers(filters, count);
    expect(asked.at(-1)).toMatchObject(query);
  });

  it('wait until they are wanted, and are counted', async () => {
    const { service, newcomers, feed, waiting } = await givenNewcomers();
    service.put({ id: 'new-1', createdAt: T + 5000 });
    service.put({ id: 'new-2', createdAt: T + 6000 });
    expect(await newcomers.poll()).toBe(true);
    expect(waiting()).toEqual({ count: 2, many: false });
    expect(feed.lists('new-1')).toBe(false);
    expect(await newcomers.poll()).toBe(false);
    newcomers.release();
    expect([waiting().count, feed.lists('new-1'), feed.lists('new-2')]).toEqual([0, true, true]);
  });

  it('are not missed when they have the very time of another, or are listed late', async () => {
    const { service, newcomers, waiting } = await givenNewcomers();
    service.put({ id: 'new-1', createdAt: T + 5000 });
    await newcomers.poll();
    service.put({ id: 'new-2', createdAt: T + 5000 });
    service.put({ id: 'new-3', createdAt: T + 4000 });
    await newcomers.poll();
    expect(waiting().count).toBe(3);
  });

  it('are none of those that lie ahead, or that the page has made itself', async () => {
    const { service, newcomers, feed, waiting } = await givenNewcomers({}, 80);
    service.put({ id: 'mine', createdAt: T + 5000 });
    feed.include(['mine']);
    await newcomers.poll();
    expect(waiting().count).toBe(0);
  });

  it('that do not fit the status are known all the same, and come when they do', async () => {
    const { service, records, newcomers, waiting } = await givenNewcomers({ status: 'ready' });
    service.put({ id: 'new-1', createdAt: T + 5000, status: 'pending' });
    await newcomers.poll();
    expect(waiting().count).toBe(0);
    records.putAll([service.put({ id: 'new-1', status: 'ready', version: 2 })]);
    expect(waiting().count).toBe(1);
  });

  it('under a tag are asked for by the tag, and not since the newest of the tag', async () => {
    const { service, newcomers, waiting, pass } = await givenNewcomers({ tag: 'sea' });
    service.put({ id: 'other', createdAt: T + 50_000, tags: ['land'] });
    service.put({ id: 'new-1', createdAt: T + 51_000, tags: ['sea'] });
    pass(100_000);
    await newcomers.poll();
    expect(service.lists).toMatchObject([{ tag: 'sea' }]);
    expect(waiting().count).toBe(1);
    await newcomers.poll();
    expect(service.lists[1]!.createdAfter).toBeGreaterThan(T + 60_000);
  });

  it('of which there are more than a page are said to be more', async () => {
    const { service, newcomers, waiting } = await givenNewcomers();
    for (let at = 0; at < 60; at += 1) service.put({ id: `new-${at}`, createdAt: T + 20_000 + at });
    await newcomers.poll();
    expect(waiting()).toEqual({ count: 50, many: true });
  });

  it('are not said to be more by a burst that is known already', async () => {
    const { service, newcomers, waiting } = await givenNewcomers({}, 120);
    service.put({ id: 'new-1', createdAt: T + 5000 });
    await newcomers.poll();
    expect(waiting()).toEqual({ count: 1, many: false });
  });

  it('come to the end of the oldest first, all of them, once the end was reached', async () => {
    const { service, newcomers, feed, waiting } = await givenNewcomers({ order: 'oldest' }, 60);
    service.put({ id: 'new-0', createdAt: T + 20_000 });
    await newcomers.poll();
    expect(feed.lists('new-0')).toBe(false);
    await feed.more();
    for (let at = 1; at < 90; at += 1) service.put({ id: `new-${at}`, createdAt: T + 20_000 + at });
    await newcomers.poll();
    expect(waiting().count).toBe(0);
    expect(feed.ids().filter((id) => id.startsWith('new'))).toHaveLength(90);
  });

  it('are found where nothing was before', async () => {
    const { service, newcomers, waiting } = await givenNewcomers({}, 0);
    service.put({ id: 'new-1', createdAt: T });
    await newcomers.poll();
    expect(waiting().count).toBe(1);
  });

  it('of a list that was closed meanwhile are not taken', async () => {
    const { service, newcomers, feed, waiting } = await givenNewcomers();
    service.put({ id: 'new-1', createdAt: T + 5000, tags: [] });
    const release = service.hold();
    const polling = newcomers.poll();
    const opening = feed.open({ tag: 'sea' });
    release();
    await Promise.all([polling, opening]);
    expect(waiting().count).toBe(0);
  });
});
