/**
 * Every image type that a stage can allow, by its media type (IANA): what people call it, the file extensions that
 * hint at it, the one of the format first, and the other names by which clients and systems know the media type.
 * The inspector names types by their media type, read from the bytes.
 */
export const IMAGE_TYPES = {
  'image/jpeg': {
    name: 'JPEG',
    extensions: ['jpg', 'jpeg', 'jpe', 'jfif'],
    aliases: ['image/jpg', 'image/pjpeg', 'image/x-jpeg', 'image/x-jpg', 'image/jpe', 'image/jfif'],
  },
  'image/png': {
    name: 'PNG',
    extensions: ['png', 'apng'],
    aliases: ['image/apng', 'image/vnd.mozilla.apng', 'image/x-png'],
  },
  'image/gif': { name: 'GIF', extensions: ['gif'], aliases: [] },
  'image/webp': { name: 'WebP', extensions: ['webp'], aliases: [] },
  'image/avif': { name: 'AVIF', extensions: ['avif', 'avifs'], aliases: ['image/avif-sequence'] },
  'image/heic': {
    name: 'HEIC',
    extensions: ['heic', 'heif', 'hif'],
    aliases: ['image/heif', 'image/heic-sequence', 'image/heif-sequence'],
  },
  'image/tiff': {
    name: 'TIFF',
    extensions: ['tif', 'tiff'],
    aliases: ['image/tif', 'image/x-tiff', 'image/x-tif'],
  },
  'image/bmp': {
    name: 'BMP',
    extensions: ['bmp', 'dib'],
    aliases: ['image/x-bmp', 'image/x-ms-bmp', 'image/x-windows-bmp', 'image/vnd.ms-bmp'],
  },
  'image/jxl': { name: 'JPEG XL', extensions: ['jxl'], aliases: [] },
  'image/x-icon': { name: 'ICO', extensions: ['ico', 'cur'], aliases: ['image/vnd.microsoft.icon'] },
  'image/vnd.adobe.photoshop': {
    name: 'Photoshop',
    extensions: ['psd', 'psb'],
    aliases: ['image/x-photoshop'],
  },
  'image/x-portable-anymap': {
    name: 'PNM',
    extensions: ['pnm', 'pbm', 'pgm', 'ppm', 'pam', 'pfm'],
    aliases: ['image/x-portable-bitmap', 'image/x-portable-graymap', 'image/x-portable-pixmap'],
  },
} as const;

export type ImageType = keyof typeof IMAGE_TYPES;

export const imageTypes = Object.keys(IMAGE_TYPES) as ImageType[];

const byExtension = index('extensions');
const byAlias = index('aliases');

/** The type that a file name's extension hints at. A hint only: the bytes decide. */
export function hintedType(filename: string): ImageType | undefined {
  return byExtension.get(filename.slice(filename.lastIndexOf('.') + 1).toLowerCase());
}

/** A media type as a client or a system writes it, parameters and all, under the name that it has here. */
export function canonicalType(mediaType: string): string {
  const type = mediaType.split(';', 1)[0]!.trim().toLowerCase();
  return byAlias.get(type) ?? type;
}

export function isImageType(value: unknown): value is ImageType {
  return typeof value === 'string' && Object.hasOwn(IMAGE_TYPES, value);
}

function index(of: 'extensions' | 'aliases'): ReadonlyMap<string, ImageType> {
  return new Map(imageTypes.flatMap((type) => IMAGE_TYPES[type][of].map((name) => [name, type] as const)));
}
