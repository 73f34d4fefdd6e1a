import { expect, it } from 'vitest';
import type { Metadata } from '../../../client/types.ts';
import { IMAGE_TYPES, imageTypes } from '../../../contract/image-types.ts';
import { type Fact, factsOf, technicalFactsOf } from '../../../web/viewer/facts.ts';
import { someMetadata } from '../metadata.ts';

const table = (facts: Fact[]) => Object.fromEntries(facts.map(({ label, value }) => [label, value]));
const told = (fields: Partial<Metadata>) => table(factsOf(someMetadata(fields)));

const photo = someMetadata({
  width: 3000,
  height: 4000,
  storedWidth: 4000,
  storedHeight: 3000,
  orientation: 6,
  size: 2_345_678,
  contentType: 'image/jpeg',
  contentVersion: 3,
  version: 7,
  sha256: 'a'.repeat(64),
  uploadedAt: 1_790_000_000_000,
  attributes: { stars: 5, draft: false },
});

it('tells of a rotated photo what people want to know, in their words', () => {
  const facts = table(factsOf(photo));
  expect(facts).toMatchObject({
    Dimensions: '3000 × 4000 pixels (12 megapixels)',
    Orientation: 'turned right by 90°',
    Size: '2.3 MB',
    Type: 'JPEG',
    stars: '5',
    draft: 'false',
  });
  expect(Object.keys(facts)).not.toContain('Id');
  expect(JSON.stringify(facts)).not.toMatch(/image\/|aaaa/);
});

it('keeps the rest for those who look after the service', () => {
  expect(table(technicalFactsOf(photo))).toMatchObject({
    Id: photo.id,
    'SHA-256': photo.sha256,
    'Media type': 'image/jpeg',
    'Stored as': '4000 × 3000 pixels',
    'EXIF orientation': '6',
    'Image version': '3',
    'Record version': '7',
  });
  const ofSomebody = { ...photo, userId: 'somebody' };
  expect(table(technicalFactsOf(ofSomebody))).toHaveProperty('Owner', 'somebody');
  expect(table(technicalFactsOf(ofSomebody, false))).not.toHaveProperty('Owner');
});

it('calls every type by its name', () => {
  for (const contentType of imageTypes) {
    expect(told({ contentType }).Type).toBe(IMAGE_TYPES[contentType].name);
  }
  expect(told({ contentType: 'image/gif', animated: true }).Type).toBe('GIF, animated');
});

it.each([
  [1, 1, '1 × 1 pixel'],
  [640, 480, '640 × 480 pixels'],
  [1600, 900, '1600 × 900 pixels (1.4 megapixels)'],
  [10_000, 10_000, '10000 × 10000 pixels (100 megapixels)'],
])('of %d by %d pixels it tells: %s', (width, height, words) =>
  expect(told({ width, height }).Dimensions).toBe(words),
);

it('gives each moment for programs too', () => {
  const moments = [...factsOf(photo), ...technicalFactsOf(photo)].filter(({ at }) => at !== undefined);
  expect(moments.map(({ label, at }) => [label, at])).toEqual([
    ['Uploaded', photo.uploadedAt],
    ['Created', photo.createdAt],
    ['Changed', photo.updatedAt],
  ]);
});

it('leaves out what is not known, and what nobody needs to be told', () => {
  expect(factsOf(someMetadata({ orientation: 1 })).map(({ label }) => label)).toEqual(['Created']);
});
