/** What systems call the files of a type, for those that they give no media type. */
const EXTENSIONS: Record<string, { name: string; extensions: string[] }> = {
  'image/jpeg': { name: 'JPEG', extensions: ['.jpg', '.jpeg', '.jpe', '.jfif'] },
  'image/png': { name: 'PNG', extensions: ['.png', '.apng'] },
  'image/gif': { name: 'GIF', extensions: ['.gif'] },
  'image/webp': { name: 'WebP', extensions: ['.webp'] },
  'image/avif': { name: 'AVIF', extensions: ['.avif', '.avifs'] },
  'image/heic': { name: 'HEIC', extensions: ['.heic', '.heif', '.hif'] },
  'image/tiff': { name: 'TIFF', extensions: ['.tif', '.tiff'] },
  'image/bmp': { name: 'BMP', extensions: ['.bmp', '.dib'] },
  'image/jxl': { name: 'JPEG XL', extensions: ['.jxl'] },
  'image/x-icon': { name: 'ICO', extensions: ['.ico', '.cur'] },
  'image/vnd.adobe.photoshop': { name: 'Photoshop', extensions: ['.psd', '.psb'] },
  'image/x-portable-anymap': { name: 'PNM', extensions: ['.pnm', '.pbm', '.pgm', '.ppm', '.pam', '.pfm'] },
};

/** Media types and extensions of the files that may be chosen. */
export function acceptedFiles(allowedTypes: string[]): string[] {
  return allowedTypes.flatMap((type) => [type, ...(EXTENSIONS[type]?.extensions ?? [])]);
}

/** The types as a person reads them: `JPEG, PNG or GIF`. */
export function typeNames(allowedTypes: string[]): string {
  const names = allowedTypes.map((type) => EXTENSIONS[type]?.name ?? type);
  return new Intl.ListFormat('en', { type: 'disjunction' }).format(names);
}
