import { expect, it } from 'vitest';
import { imageTypes } from '../../../contract/image-types.ts';
import { typeNames } from '../../../web/uploader/type-names.ts';

it('the types that a stage accepts have names', () => {
  expect(typeNames([...imageTypes])).not.toContain('image/');
  expect(typeNames(['image/png', 'image/new'])).toBe('PNG or image/new');
});
