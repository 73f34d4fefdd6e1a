import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createFeed } from '../../../../web/gallery/feed.ts';
import { createChanges } from '../../../../web/gallery/news/changes.ts';
import { keepUp } from '../../../../web/gallery/news/keep-up.ts';
import { createNewcomers } from '../../../../web/gallery/news/newcomers.ts';
import { createRecords } from '../../../../web/gallery/records.ts';
import { scriptedService } from '../scripted-service.ts';

let document: EventTarget & { hidden: boolean };
let window: EventTarget;

beforeEach(() => {
  vi.useFakeTimers();
  document = Object.assign(new EventTarget(), { hidden: false });
  window = new EventTarget();
  vi.stubGlobal('document', document);
  vi.stubGlobal('addEventListener', window.addEventListener.bind(window));
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** A page that is kept up with a service, and what it last drew. */
async function givenPage() {
  const service = scriptedService();
  const records = createRecords();
  const feed = createFeed(service.client, records, () => undefined);
  const newcomers = createNewcomers(service.client, records, feed);
  const page = { calm: true, drawn: [] as string[] };
  const upkeep = keepUp({
    feed,
    changes: createChanges(service.client, records),
    newcomers,
    isCalm: () => page.calm,
    onNews: () => {
      page.drawn = feed.ids();
    },
  });
  service.put({ id: 'a', createdAt: 100_000 });
  await feed.open({});
  await newcomers.begin();
  upkeep.start();
  return { service, page };
}

describe('what others upload', () => {
  it('is drawn late, once nothing moves away under the reader', async () => {
    const { service, page } = await givenPage();
    page.calm = false;
    service.put({ id: 'b', createdAt: 110_000 });
    await vi.advanceTimersByTimeAsync(31_000);
    expect(page.drawn).toEqual(['a']);
    page.calm = true;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(page.drawn).toEqual(['a', 'b']);
  });

  it.each([
    ['the page gets the focus', () => window.dispatchEvent(new Event('focus'))],
    ['there is a network again', () => window.dispatchEvent(new Event('online'))],
    ['the page is seen again', () => document.dispatchEvent(new Event('visibilitychange'))],
  ])('is asked for at once when %s', async (_, happen) => {
    const { service, page } = await givenPage();
    service.put({ id: 'b', createdAt: 110_000 });
    await vi.advanceTimersByTimeAsync(1000);
    expect(page.drawn).toEqual([]);
    happen();
    await vi.advanceTimersByTimeAsync(0);
    expect(page.drawn).toEqual(['a', 'b']);
  });

  it('is not asked for while nobody sees the page', async () => {
    const { service } = await givenPage();
    document.hidden = true;
    document.dispatchEvent(new Event('visibilitychange'));
    const before = service.lists.length;
    await vi.advanceTimersByTimeAsync(600_000);
    expect(service.lists).toHaveLength(before);
  });
});
