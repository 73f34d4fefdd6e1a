import { expect, it } from 'vitest';
import { ownSides } from '../../web/sides.ts';

const loaded = (naturalWidth: number, naturalHeight: number) => ({ naturalWidth, naturalHeight });

it.each([
  ['as recorded', [300, 200], [300, 200]],
  ['a thumbnail', [320, 213], [3000, 2000]],
  ['the thumbnail of a banner', [320, 1], [3000, 11]],
  ['not loaded yet', [0, 0], [300, 200]],
  ['of a record without sides', [300, 200], [undefined, undefined]],
] as const)(
  'an image %s is shown by the recorded sides',
  (_, [naturalWidth, naturalHeight], [width, height]) => {
    expect(ownSides(loaded(naturalWidth, naturalHeight), { width, height })).toBeUndefined();
  },
);

it.each([
  [loaded(60, 40), { width: 40, height: 60 }],
  [loaded(320, 200), { width: 100, height: 200 }],
])('an image of other proportions is shown by its own sides: %j', (image, recorded) => {
  const { naturalWidth: width, naturalHeight: height } = image;
  expect(ownSides(image, recorded)).toEqual({ width, height });
});
