import type { ImageType } from './image-types.ts';
import { IMAGE_PREFIX } from './object-key.ts';

export const THUMBNAIL_PREFIX = 'thumbnails/';

/** Why an accepted image has no thumbnail. The codes are part of the HTTP contract. */
export const THUMBNAIL_ERRORS = [
  /** Its type is one that thumbnails cannot be drawn from. */
  'Unsupported',
  'Undecodable',
  'TooManyPixels',
  /** It took longer to decode than an image may. */
  'TimedOut',
  /** Drawing it failed twice without a word: memory, most likely. */
  'Failed',
] as const;

export type ThumbnailError = (typeof THUMBNAIL_ERRORS)[number];

/** What a record says of its image's thumbnail. Absent until one was tried. */
export type Thumbnail =
  | {
      key: string;
      /** Pixels, at most 320. */
      width: number;
      height: number;
      /** Base64. https://evanw.github.io/thumbhash/ */
      thumbhash: string;
    }
  | { error: ThumbnailError };

/** What the inspector asks the thumbnailer for: a thumbnail of one accepted image. */
export interface ThumbnailRequest {
  id: string;
  /** Of the image. */
  key: string;
  versionId?: string;
  eTag: string;
  contentType: ImageType;
  /** `imageEvent` of the record that accepted it. */
  event: string;
}

/** Where the thumbnail of an image lies: `thumbnails/{id}/{uploadId}.webp`. */
export function thumbnailKey(imageKey: string): string {
  return `${THUMBNAIL_PREFIX}${imageKey.slice(IMAGE_PREFIX.length)}.webp`;
}
