import { IMAGE_TYPES, isImageType } from '../../contract/image-types.ts';

/** The types as a person reads them: `JPEG, PNG or GIF`. */
export function typeNames(allowedTypes: string[]): string {
  const names = allowedTypes.map((type) => (isImageType(type) ? IMAGE_TYPES[type].name : type));
  return new Intl.ListFormat('en', { type: 'disjunction' }).format(names);
}
