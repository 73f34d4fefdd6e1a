import { expect, it } from 'vitest';
import { neighbour } from '../../../../web/gallery/selection/neighbour.ts';

const box = (left: number, top: number, width: number) => ({ left, top, width, height: 100 });
/** Rows of cells of different widths: three, two, one. */
const boxes = [
  box(0, 0, 50),
  box(60, 0, 200),
  box(270, 0, 50),
  box(0, 110, 100),
  box(110, 110, 210),
  box(0, 220, 320),
];

it.each([
  [0, 'ArrowRight', 1],
  [5, 'ArrowRight', 5],
  [0, 'ArrowLeft', 0],
  [3, 'ArrowLeft', 2],
  [4, 'Home', 0],
  [1, 'End', 5],
  [0, 'ArrowDown', 3],
  [2, 'ArrowDown', 4],
  [1, 'ArrowDown', 4],
  [4, 'ArrowDown', 5],
  [5, 'ArrowDown', 5],
  [5, 'ArrowUp', 4],
  [3, 'ArrowUp', 0],
  [4, 'ArrowUp', 1],
  [1, 'ArrowUp', 1],
  [1, 'Enter', undefined],
  [1, 'x', undefined],
])('from cell %d %s leads to %s', (from, key, to) => expect(neighbour(boxes, from, key)).toBe(to));
