import { delivered, drawn } from './delivering.ts';
import type { Measured } from './measure.ts';
import { usageOfRun } from './reconciling.ts';
import { noUsage, scaled, summed, type Usage } from './usage.ts';

/** Seconds of a month. */
export const MONTH_SECONDS = 30 * 24 * 3600;

/**
 * Taken for, by what a page of a list reads: a record of 1.1 KB and its entry in the index `feed`, with the 100 bytes that
 * DynamoDB adds to each.
 */
const RECORD_BYTES = 2 * 1_200;

/** What a stage does in a month. */
export interface Month {
  uploads?: number;
  /** Images kept all month, those uploaded in it among them; as many as are uploaded when left out. */
  kept?: number;
  /** Of a record that is read alone, and its image. */
  views?: number;
  /** Of an image, bytes. */
  imageBytes: number;
  /** Images are shown in 640 pixels by CloudFront, in place of their originals by S3. */
  delivered?: boolean;
  /** Images that are drawn for the first time, in one width. */
  drawn?: number;
  /** How often bucket and table are compared. */
  runs?: number;
}

/** What it uses, of what was measured for one upload and one view. */
export function usageOfMonth(measured: Measured, month: Month): Usage {
  const { uploads = 0, kept = uploads, views = 0, imageBytes, drawn: first = 0, runs = 0 } = month;
  const seen = scaled(measured.views, views / measured.count);
  return summed(
    { ...scaled(measured.uploads, uploads / measured.count), storedBytes: 0 },
    keptImages(measured, kept, imageBytes),
    month.delivered ? delivered(seen, views) : { ...seen, s3BytesOut: views * imageBytes },
    drawn(measured.drawn, first),
    // An image and a thumbnail each.
    scaled(usageOfRun(2 * kept), runs),
  );
}

/** Images, thumbnails and records that are there all month. */
function keptImages(
  { uploads, count, imageBytes: measuredBytes }: Measured,
  kept: number,
  imageBytes: number,
) {
  const besideImage = uploads.storedBytes / count - measuredBytes;
  return { ...noUsage(), storedBytes: kept * (imageBytes + besideImage), tableBytes: kept * RECORD_BYTES };
}

/** Views whose records are read by pages of a list, in place of one by one. */
export function viewsByPages({ lists, views, count }: Measured, month: { views: number }): Usage {
  const api = scaled(lists, month.views / (lists.pages * lists.recordsAPage));
  const { s3Gets, s3BytesOut } = scaled(views, month.views / count);
  return { ...api, s3Gets, s3BytesOut };
}
