import { expect, it } from 'vitest';
import { countWords } from '../../../web/viewer/buttons.ts';

it.each([
  [3, 50, true, '4 of 50, more follow'],
  [3, 350, false, '4 of 350'],
  [0, 1, true, '1 of 1, more follow'],
  [0, 1, false, ''],
])('of place %d among %d, more to come: %s, the viewer tells %j', (index, loaded, more, words) =>
  expect(countWords(index, loaded, more)).toBe(words),
);
