import { expect, it } from 'vitest';
import { ratioOf } from '../../../web/gallery/cell.ts';

it.each([
  [{ width: 1600, height: 900 }, 16 / 9],
  [{ width: 800, height: 1200 }, 2 / 3],
  // A banner leaves room for others, and a tower does not fill the screen.
  [{ width: 10_000, height: 10 }, 3],
  [{ width: 10, height: 10_000 }, 0.4],
  [{}, 1],
])('a cell for %j is %d as wide as high', (size, ratio) => expect(ratioOf(size)).toBe(ratio));
