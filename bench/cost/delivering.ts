import type { Usage } from './usage.ts';

/** A WebP of 640 pixels from a photograph of 12 megapixels, bytes: what a page shows of it. Not of the images that are uploaded here. */
export const RENDITION_BYTES = 69_000;

/**
 * Views of records that are delivered by CloudFront, once their renditions are drawn.
 * @param views - of records whose originals came from S3
 */
export function delivered(views: Usage, count: number): Usage {
  return {
    ...views,
    s3Gets: 0,
    s3BytesOut: 0,
    cdnRequests: count,
    cdnBytesOut: count * RENDITION_BYTES,
  };
}
