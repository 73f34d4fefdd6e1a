import { expect, it } from 'vitest';
import { betweenMarks } from '../../../tools/docs/between-marks.ts';

it('replaces what lies between its marks, and nothing else', () => {
  const page = 'a\n<!-- drill: begin -->\nold\n<!-- drill: end -->\nb\n';
  expect(betweenMarks(page, 'drill', 'new')).toBe(
    'a\n<!-- drill: begin -->\n\nnew\n\n<!-- drill: end -->\nb\n',
  );
});

it.each(['no marks', '<!-- other: begin --><!-- other: end -->', '<!-- drill: end --><!-- drill: begin -->'])(
  'changes nothing in %j',
  (page) =>
    expect(() => betweenMarks(page, 'drill', 'new')).toThrow('has lost its marks <!-- drill: begin -->'),
);
