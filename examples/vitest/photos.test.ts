import { expect, it } from 'vitest';
import { storePhoto } from './photos.ts';

const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

it('knows the size of a photo', async () => {
  const photo = await storePhoto('pixel.png', Buffer.from(PIXEL, 'base64'));
  expect(photo).toMatchObject({ status: 'ready', contentType: 'image/png', width: 1, height: 1 });
});

it('refuses what is no photo', async () => {
  const photo = await storePhoto('notes.png', Buffer.from('A shopping list.'));
  expect(photo).toMatchObject({ status: 'rejected', rejection: { code: 'NotAnImage' } });
});
