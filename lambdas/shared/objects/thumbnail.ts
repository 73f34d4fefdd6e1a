import type { ImageType } from '../../../contract/image-types.ts';
import type { ThumbnailError } from '../../../contract/outcomes.ts';
import { IMAGE_PREFIX, type ObjectKey, parseObjectKey } from './object-key.ts';

export const THUMBNAIL_PREFIX = 'thumbnails/';
const SUFFIX = '.webp';

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
  return `${THUMBNAIL_PREFIX}${imageKey.slice(IMAGE_PREFIX.length)}${SUFFIX}`;
}

/** The image that a decoded key is of: that of an image itself, or of its thumbnail; undefined when this service made neither. */
export function parseImageOf(key: string): ObjectKey | undefined {
  if (!key.startsWith(THUMBNAIL_PREFIX)) return parseObjectKey(key);
  return key.endsWith(SUFFIX) ? parseObjectKey(imageKeyOf(key)) : undefined;
}

/** The key of the image that a thumbnail's key, or an image's own, is of. */
export function imageKeyOf(key: string): string {
  if (!key.startsWith(THUMBNAIL_PREFIX)) return key;
  return `${IMAGE_PREFIX}${key.slice(THUMBNAIL_PREFIX.length, -SUFFIX.length)}`;
}
