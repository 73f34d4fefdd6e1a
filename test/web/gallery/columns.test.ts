import { expect, it } from 'vitest';
import { columnsOf } from '../../../web/gallery/columns.ts';
import { someMetadata } from '../metadata.ts';

it('a row tells file name, type, dimensions, size, tags and date', () => {
  const metadata = someMetadata({
    filename: 'IMG_1.JPG',
    title: 'Boat',
    status: 'ready',
    contentType: 'image/vnd.adobe.photoshop',
    width: 1600,
    height: 900,
    size: 1_234_567,
    tags: ['sea', 'שלום'],
  });
  expect(Object.fromEntries(columnsOf(metadata))).toMatchObject({
    'File name': 'IMG_1.JPG',
    Type: 'Photoshop',
    Dimensions: '1600 × 900',
    Size: '1.2 MB',
    Tags: 'sea, \u2068שלום\u2069',
    Date: new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' }).format(metadata.createdAt),
  });
});

it('a row of a record without an image says so, and leaves out what is not known', () => {
  const columns = Object.fromEntries(columnsOf(someMetadata()));
  expect(columns).toMatchObject({ Type: 'pending', Dimensions: '', Size: '', Tags: '' });
});
