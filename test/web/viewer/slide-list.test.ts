import type PhotoSwipe from 'photoswipe';
import { expect, it } from 'vitest';
import { createRecords } from '../../../web/gallery/records.ts';
import { createSlideList } from '../../../web/viewer/slide-list.ts';
import { someDelivery, someMetadata, someUrl } from '../metadata.ts';

it('a slide that does not load gives way to the next source, and may load again once it is forgiven', () => {
  const { id } = someMetadata();
  const records = createRecords();
  const url = someUrl({ thumbnailUrl: 'https://bucket.test/a.webp', delivery: someDelivery([320]) });
  records.putAll([someMetadata({ status: 'ready', width: 320, height: 240 })], [url]);
  const refreshed: number[] = [];
  const pswp = { options: {}, refreshSlideContent: (index: number) => refreshed.push(index) };
  const list = createSlideList(pswp as unknown as PhotoSwipe, records, [id], id);
  const delivered = { src: url.url, srcset: 'https://images.test/320 320w' };

  expect(list.fail(id, delivered), 'the thumbnail is next').toBe(false);
  expect(list.fail(id, { src: url.url }), 'the thumbnail is next').toBe(true);
  expect(list.fail(id, { src: url.thumbnailUrl! }), 'the thumbnail is next').toBe(false);
  list.refresh(id);
  list.refresh(id);
  expect(refreshed, 'shows the note, once').toEqual([0]);

  list.forgive(id);
  expect(list.fail(id, { src: url.thumbnailUrl! }), 'the thumbnail is next').toBe(false);
  list.refresh(id);
  expect(refreshed, 'shows the image again').toEqual([0, 0]);
});
