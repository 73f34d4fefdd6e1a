import { imageSrcSet } from '../../client/image-src.ts';
import type { Metadata } from '../../client/types.ts';
import type { Entry } from './records.ts';

type Recorded = Pick<Metadata, 'width' | 'height'>;

/** Of a row of cells, as in gallery.css (CSS pixels), where the window is wide and where it is not. */
const ROW_HEIGHT = { wide: 160, narrow: 96 };
const WIDE = 640;
/** A cell grows until its row is full: by about this much, mostly. */
const GROWTH = 1.1;
/** Of a frame in the list, as in rows.css. */
const LIST_SIDE = 56;

/** Width to height of a cell: the image's own within limits, so that a banner leaves room for others. */
export function ratioOf({ width, height }: Recorded): number {
  if (!width || !height) return 1;
  return Math.min(Math.max(width / height, 0.4), 3);
}

/**
 * How wide an image is drawn, as the `sizes` of an `<img>`. A banner is wider than its cell, which it fills.
 * @param row as a row of the list, where the image is seen whole
 */
export function sizesOf(recorded: Recorded, row: boolean): string {
  if (row) return `${LIST_SIDE}px`;
  const { width = 1, height = 1 } = recorded;
  const ratio = Math.max(ratioOf(recorded), width / height);
  const [narrow, wide] = [ROW_HEIGHT.narrow, ROW_HEIGHT.wide].map((rowHeight) =>
    Math.ceil(rowHeight * ratio * GROWTH),
  );
  return `(width < ${WIDE}px) ${narrow}px, ${wide}px`;
}

/** An image in all widths, where the stage delivers it. What has no thumbnail cannot be drawn in any width. */
export function srcSetOf({ metadata, url }: Pick<Entry, 'metadata' | 'url'>): string | undefined {
  return metadata.thumbnailError ? undefined : imageSrcSet(url);
}
