import type { ImageType } from '../../../contract/image-types.ts';
import type { ByteSource } from './source.ts';

/** What a reader finds. Pixels; whole numbers are checked by the caller, once for all readers. */
export interface ImageHeader {
  contentType: ImageType;
  storedWidth: number;
  storedHeight: number;
  /** As displayed, where the format says so itself (HEIF); otherwise it follows from `orientation`. */
  width?: number;
  height?: number;
  /** EXIF orientation, 1 to 8. */
  orientation?: number;
  /** Only where the format can be. */
  animated?: boolean;
}

/** Reads an image's header. @throws BrokenImage */
export type HeaderReader = (source: ByteSource) => Promise<ImageHeader>;
