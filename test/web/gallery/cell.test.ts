import { expect, it } from 'vitest';
import type { Metadata } from '../../../client/types.ts';
import { noteOf, sourceOf } from '../../../web/gallery/cell.ts';
import { someMetadata, someUrl } from '../metadata.ts';

it.each([
  ['the thumbnail where there is one', { size: 5e6 }, 'thumb', true, 'thumb'],
  ['a small original at once', { size: 1000 }, undefined, true, 'original'],
  ['nothing while the thumbnail of a large one is on its way', { size: 5e6 }, undefined, true, undefined],
  ['a large original whose thumbnail never came', { size: 5e6 }, undefined, false, 'original'],
])('a cell shows %s', (_, fields, thumbnailUrl, awaited, source) => {
  const url = someUrl({ url: 'original', thumbnailUrl });
  expect(sourceOf({ metadata: someMetadata(fields), url }, awaited)).toBe(source);
});

it.each<[string, Partial<Metadata>, string]>([
  ['is on its way', {}, 'Waiting for its image…'],
  [
    'was refused',
    { status: 'rejected', rejection: { code: 'EmptyObject', message: 'm', at: 1 } },
    'The file is empty.',
  ],
  [
    'is damaged',
    { status: 'ready', contentType: 'image/png', thumbnailError: 'Undecodable' },
    'The image is damaged: its pixels cannot be read.',
  ],
  ['is of a rare type', { status: 'ready', contentType: 'image/tiff' }, 'This browser cannot show TIFF.'],
  ['did not load', { status: 'ready', contentType: 'image/png' }, 'The image did not load.'],
])('a cell whose image %s says so', (_, fields, note) => expect(noteOf(someMetadata(fields))).toBe(note));
