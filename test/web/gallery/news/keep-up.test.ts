import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createFeed } from '../../../../web/gallery/feed.ts';
import { createChanges } from '../../../../web/gallery/news/changes.ts';
import { keepUp } from '../../../../web/gallery/news/keep-up.ts';
import { createNewcomers } from '../../../../web/gallery/news/newcomers.ts';
import { createRecords } from '../../../../web/gallery/records.ts';
import { scriptedService } from '../scripted-service.ts';

beforeEach(() => {
  vi.useFakeTimers();
  const document = Object.assign(new EventTarget(), { hidden: false });
  vi.stubGlobal('document', document);
  vi.stubGlobal('addEventListener', () => undefined);
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
  const page = { calm: false, drawn: [] as string[] };
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

it('draws newcomers that come in late, once nothing moves away under the reader', async () => {
  const { service, page } = await givenPage();
  service.put({ id: 'b', createdAt: 110_000 });
  await vi.advanceTimersByTimeAsync(31_000);
  expect(page.drawn).toEqual(['a']);
  page.calm = true;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(page.drawn).toEqual(['a', 'b']);
});
