/** Where a cell stands. CSS pixels. */
export type Box = Pick<DOMRect, 'left' | 'top' | 'width' | 'height'>;

/** The index of the cell that a key leads to from another; undefined for a key that leads nowhere. */
export function neighbour(boxes: readonly Box[], from: number, key: string): number | undefined {
  const last = boxes.length - 1;
  if (key === 'ArrowRight') return Math.min(from + 1, last);
  if (key === 'ArrowLeft') return Math.max(from - 1, 0);
  if (key === 'Home') return 0;
  if (key === 'End') return last;
  if (key === 'ArrowDown') return inRow(boxes, from, 1);
  if (key === 'ArrowUp') return inRow(boxes, from, -1);
  return undefined;
}

/** The nearest in the next row above or below; the same one where there is no such row. */
function inRow(boxes: readonly Box[], from: number, step: 1 | -1): number {
  const { left, top, width, height } = boxes[from]!;
  const middle = left + width / 2;
  let best = from;
  let least = Infinity;
  let row: number | undefined;
  for (let at = from + step; boxes[at]; at += step) {
    const box = boxes[at]!;
    // Of one row.
    if (Math.abs(box.top - top) < height / 2) continue;
    row ??= box.top;
    if (Math.abs(box.top - row) >= box.height / 2) break;
    const distance = Math.abs(box.left + box.width / 2 - middle);
    if (distance < least) [best, least] = [at, distance];
  }
  return best;
}
