import { IMAGE_TYPES, isImageType } from '../../contract/image-types.ts';

/** Media types and extensions of the files that may be chosen: some systems give their files no media type. */
export function acceptedFiles(allowedTypes: string[]): string[] {
  return allowedTypes.flatMap((type) => [
    type,
    ...(isImageType(type) ? IMAGE_TYPES[type].extensions.map((extension) => `.${extension}`) : []),
  ]);
}

/** The types as a person reads them: `JPEG, PNG or GIF`. */
export function typeNames(allowedTypes: string[]): string {
  const names = allowedTypes.map((type) => (isImageType(type) ? IMAGE_TYPES[type].name : type));
  return new Intl.ListFormat('en', { type: 'disjunction' }).format(names);
}
