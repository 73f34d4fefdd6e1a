import { expect, it } from 'vitest';
import { factsOf } from '../../../web/viewer/facts.ts';
import { someMetadata } from '../metadata.ts';

it('tells everything of a rotated photo, in words', () => {
  const facts = Object.fromEntries(
    factsOf(
      someMetadata({
        width: 800,
        height: 1200,
        storedWidth: 1200,
        storedHeight: 800,
        orientation: 6,
        size: 2_345_678,
        contentType: 'image/jpeg',
        contentVersion: 3,
        uploadedAt: 1_790_000_000_000,
        attributes: { stars: 5, draft: false },
      }),
    ),
  );
  expect(facts).toMatchObject({
    Dimensions: '800 × 1200 pixels',
    'Stored as': '1200 × 800 pixels',
    Orientation: '6 (turned right by 90°)',
    Size: '2.3 MB',
    Type: 'image/jpeg',
    'Image version': '3',
    stars: '5',
    draft: 'false',
  });
});

it('leaves out what is not known', () => {
  expect(factsOf(someMetadata()).map(([label]) => label)).toEqual(['File name', 'Created', 'Id']);
});
