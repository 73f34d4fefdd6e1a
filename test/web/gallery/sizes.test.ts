import { expect, it } from 'vitest';
import { ratioOf, sizesOf, srcSetOf } from '../../../web/gallery/sizes.ts';
import { someDelivery, someMetadata, someUrl } from '../metadata.ts';

it.each([
  [{ width: 1600, height: 900 }, 16 / 9],
  [{ width: 800, height: 1200 }, 2 / 3],
  // A banner leaves room for others, and a tower does not fill the screen.
  [{ width: 10_000, height: 10 }, 3],
  [{ width: 10, height: 10_000 }, 0.4],
  [{}, 1],
])('a cell for %j is %d as wide as high', (size, ratio) => expect(ratioOf(size)).toBe(ratio));

it.each([
  ['in the grid', { width: 1500, height: 1000 }, false, '(width < 640px) 159px, 264px'],
  // It fills a cell that is less wide.
  ['as a banner', { width: 6000, height: 1000 }, false, '(width < 640px) 634px, 1056px'],
  // It fills a cell that is wider.
  ['as a tower', { width: 100, height: 1000 }, false, '(width < 640px) 43px, 71px'],
  ['in the list', { width: 1500, height: 1000 }, true, '56px'],
])('an image %s is asked for as wide as it is drawn', (_, recorded, row, sizes) =>
  expect(sizesOf(recorded, row)).toBe(sizes),
);

it('an image is there in all widths where the stage delivers it', () => {
  const delivery = someDelivery([320, 640]);
  const metadata = someMetadata();
  expect(srcSetOf({ metadata, url: someUrl({ delivery }) })).toBe(
    'https://images.test/320 320w, https://images.test/640 640w',
  );
  expect(srcSetOf({ metadata, url: someUrl() })).toBeUndefined();
  expect(srcSetOf({ metadata })).toBeUndefined();
});

it('an image that cannot be drawn is not asked for in other widths', () => {
  const metadata = someMetadata({ thumbnailError: 'Unsupported' });
  expect(srcSetOf({ metadata, url: someUrl({ delivery: someDelivery([320]) }) })).toBeUndefined();
});
