import type { ImageType } from '../../contract/image-types.ts';
import type { RejectionCode } from '../../contract/outcomes.ts';
import type { ImageHeader } from './formats/header.ts';

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
