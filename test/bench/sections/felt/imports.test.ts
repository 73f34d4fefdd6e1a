import { expect, it } from 'vitest';
import { checkImported } from '../../../../bench/sections/felt/imports.ts';

it('an import that uploaded all files is one', () => {
  expect(() =>
    checkImported('10,000 uploaded, 60.1 MB, in 2:05 (80 a second).\n2 left out.\n', 10_000),
  ).not.toThrow();
});

it.each(['9,999 uploaded, 60.1 MB, in 2:05 (80 a second).', '110,000 uploaded, 1 MB', ''])(
  'another one ends the benchmark: %j',
  (out) => {
    expect(() => checkImported(out, 10_000)).toThrow('The import did not upload 10,000 files');
  },
);
