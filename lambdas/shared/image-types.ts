/**
 * Every image type that a stage can allow: its media type (IANA), and the file extensions that hint at it.
 * The inspector names types by their media type, read from the bytes.
 */
export const IMAGE_TYPES = {
  'image/jpeg': ['jpg', 'jpeg', 'jpe', 'jfif'],
  'image/png': ['png', 'apng'],
  'image/gif': ['gif'],
  'image/webp': ['webp'],
  'image/avif': ['avif', 'avifs'],
  'image/heic': ['heic', 'heif', 'hif'],
  'image/tiff': ['tif', 'tiff'],
  'image/bmp': ['bmp', 'dib'],
  'image/jxl': ['jxl'],
  'image/x-icon': ['ico', 'cur'],
  'image/vnd.adobe.photoshop': ['psd', 'psb'],
  'image/x-portable-anymap': ['pnm', 'pbm', 'pgm', 'ppm', 'pam', 'pfm'],
} as const;

export type ImageType = keyof typeof IMAGE_TYPES;

export const imageTypes = Object.keys(IMAGE_TYPES) as ImageType[];

const typeOfExtension = new Map<string, ImageType>(
  imageTypes.flatMap((type) => IMAGE_TYPES[type].map((extension) => [extension, type] as const)),
);

/** The type that a file name's extension hints at. A hint only: the bytes decide. */
export function hintedType(filename: string): ImageType | undefined {
  return typeOfExtension.get(filename.slice(filename.lastIndexOf('.') + 1).toLowerCase());
}

export function isImageType(value: unknown): value is ImageType {
  return typeof value === 'string' && Object.hasOwn(IMAGE_TYPES, value);
}
