import { expect, it } from 'vitest';
import { statistic } from '../../../../tools/drill/cloudwatch/statistic.ts';

const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);

it.each([
  ['Sum', 5050],
  ['Average', 50.5],
  ['Maximum', 100],
  ['Minimum', 1],
  ['SampleCount', 100],
  ['p50', 50],
  ['p99', 99],
  ['p99.9', 100],
  ['p100', 100],
  ['p0', 1],
])('%s of 1 to 100 is %d', (name, value) => {
  expect(statistic(name)(hundred)).toBe(value);
});

it('lets one slow call of ten be the p99, and one of a hundred not', () => {
  expect(statistic('p99')([...new Array<number>(9).fill(1), 500])).toBe(500);
  expect(statistic('p99')([...new Array<number>(99).fill(1), 500])).toBe(1);
});

it.each(['tm99', 'IQM', 'p', 'p101', 'PR(0:5)'])('does not guess at %s', (name) => {
  expect(() => statistic(name)).toThrow(name);
});
