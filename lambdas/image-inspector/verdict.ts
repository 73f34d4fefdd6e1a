import type { ImageType } from '../shared/image-types.ts';
import type { RejectionCode } from '../shared/record.ts';
import type { ImageHeader } from './readers/header.ts';

/** What an object is, or why it is refused. */
export type Verdict = { image: DisplayedImage } | { rejection: Rejected };

/** A code for programs and a sentence for people. */
export interface Rejected {
  code: RejectionCode;
  message: string;
}

/** Pixels; the stored size only where it differs from the displayed one. */
export interface DisplayedImage {
  contentType: ImageType;
  width: number;
  height: number;
  storedWidth?: number;
  storedHeight?: number;
  orientation?: number;
  animated?: boolean;
}

export function reject(code: RejectionCode, message: string): Verdict {
  return { rejection: { code, message } };
}

/** The image as displayed: EXIF orientations 5 to 8 turn it by a quarter, so that the sides change places. */
export function displayed(header: ImageHeader): DisplayedImage {
  const { contentType, storedWidth, storedHeight, orientation, animated } = header;
  const turned = orientation !== undefined && orientation >= 5;
  const width = header.width ?? (turned ? storedHeight : storedWidth);
  const height = header.height ?? (turned ? storedWidth : storedHeight);
  return {
    contentType,
    width,
    height,
    ...((width !== storedWidth || height !== storedHeight) && { storedWidth, storedHeight }),
    ...(orientation !== undefined && { orientation }),
    ...(animated !== undefined && { animated }),
  };
}

/** A media type as declared by a client, under the name that the inspector uses for it. */
export function canonicalType(declared: string): string {
  const type = declared.split(';', 1)[0]!.trim().toLowerCase();
  return ALIASES[type] ?? type;
}

const ALIASES: Record<string, ImageType> = {
  'image/jpg': 'image/jpeg',
  'image/pjpeg': 'image/jpeg',
  'image/apng': 'image/png',
  'image/vnd.mozilla.apng': 'image/png',
  'image/x-png': 'image/png',
  'image/heif': 'image/heic',
  'image/heic-sequence': 'image/heic',
  'image/heif-sequence': 'image/heic',
  'image/avif-sequence': 'image/avif',
  'image/x-bmp': 'image/bmp',
  'image/x-ms-bmp': 'image/bmp',
  'image/vnd.microsoft.icon': 'image/x-icon',
  'image/x-photoshop': 'image/vnd.adobe.photoshop',
  'image/x-portable-bitmap': 'image/x-portable-anymap',
  'image/x-portable-graymap': 'image/x-portable-anymap',
  'image/x-portable-pixmap': 'image/x-portable-anymap',
};
