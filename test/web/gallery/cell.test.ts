import { expect, it } from 'vitest';
import { ratioOf, sourceOf } from '../../../web/gallery/cell.ts';
import { someMetadata, someUrl } from '../metadata.ts';

it.each([
  [{ width: 1600, height: 900 }, 16 / 9],
  [{ width: 800, height: 1200 }, 2 / 3],
  // A banner leaves room for others, and a tower does not fill the screen.
  [{ width: 10_000, height: 10 }, 3],
  [{ width: 10, height: 10_000 }, 0.4],
  [{}, 1],
])('a cell for %j is %d as wide as high', (size, ratio) => expect(ratioOf(size)).toBe(ratio));

it.each([
  ['the thumbnail where there is one', { size: 5e6 }, 'thumb', true, 'thumb'],
  ['a small original at once', { size: 1000 }, undefined, true, 'original'],
  ['nothing while the thumbnail of a large one is on its way', { size: 5e6 }, undefined, true, undefined],
  ['a large original whose thumbnail never came', { size: 5e6 }, undefined, false, 'original'],
])('a cell shows %s', (_, fields, thumbnailUrl, awaited, source) => {
  const url = someUrl({ url: 'original', thumbnailUrl });
  expect(sourceOf({ metadata: someMetadata(fields), url }, awaited)).toBe(source);
});
