import { scaled, type Usage } from './usage.ts';

/** A WebP of 640 pixels from a photograph of 12 megapixels, bytes: what a page shows of it. Not of the images that are uploaded here. */
export const RENDITION_BYTES = 69_000;

/** Taken for, not measured: its master, a JPEG of 2,560 pixels of which other widths are drawn, at two bits a pixel. */
const MASTER_BYTES = 1_200_000;

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

/**
 * The first views of so many images, each in one width: what the renderer uses, and what it stores.
 * @param drawings - as measured, of small files: the harness's photographs have less in them than people's
 */
export function drawn(drawings: Usage & { images: number }, images: number): Usage {
  return {
    ...scaled(drawings, images / drawings.images),
    storedBytes: images * (MASTER_BYTES + RENDITION_BYTES),
  };
}
