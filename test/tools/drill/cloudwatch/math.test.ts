import { expect, it } from 'vitest';
import { evaluate, seriesFrom } from '../../../../tools/drill/cloudwatch/math/evaluate.ts';
import { parse } from '../../../../tools/drill/cloudwatch/math/parse.ts';
import { type Series, series } from '../../../../tools/drill/cloudwatch/math/series.ts';

const _ = undefined;

/** The expression's series, of metrics by id. */
function calculate(expression: string, given: Record<string, Series>): Series {
  const metrics = new Map(Object.entries(given));
  const value = (id: string) => {
    const found = metrics.get(id);
    if (!found) throw new Error(`no ${id}`);
    return series(found);
  };
  return seriesFrom(evaluate(parse(expression), { period: 60, metrics, value }));
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html, its examples among them. */
it.each<[string, Record<string, Series>, Series]>([
  ['metric1 < metric2', { metric1: [30, 20, 0, 0], metric2: [20, _, 20, _] }, [0, 0, 1, 0]],
  ['metric1 >= 30', { metric1: [30, 20, 0, 0] }, [1, 0, 0, 0]],
  ['metric1 > 15 AND metric2 > 15', { metric1: [30, 20, 0, 0], metric2: [20, _, 20, _] }, [1, 0, 0, 0]],
  ['IF(a, b, c)', { a: [1, 1, 0, 0, _], b: [30, _, 0, 0, 30], c: [0, 0, 20, _, 20] }, [30, 0, 20, _, _]],
  ['IF(a, 5, c)', { a: [1, 1, 0, 0, _], c: [0, 0, 20, _, 20] }, [5, 5, 20, _, _]],
  ['IF(a, b, 5)', { a: [1, 1, 0, 0, _], b: [30, _, 0, 0, 30] }, [30, 0, 5, 5, _]],
  ['IF(a > 3, b, 0)', { a: [2, 9, _], b: [0.5, 0.25, _] }, [0, 0.25, _]],
  ['IF(a > 3, b)', { a: [2, 9], b: [1, 2] }, [_, 2]],
  ['FILL(m, 0)', { m: [_, 3, _] }, [0, 3, 0]],
  ['FILL(m, REPEAT)', { m: [_, 3, _, 5, _] }, [_, 3, 3, 5, 5]],
  ['FILL(a, 0) + FILL(b, 0)', { a: [_, 1], b: [_, _] }, [0, 1]],
  ['a + b', { a: [1, _, _], b: [2, 3, _] }, [3, 3, _]],
  ['a / b', { a: [1, 1, 1], b: [2, 0, _] }, [0.5, _, _]],
  ['2 * a ^ 2 - 1', { a: [3, _] }, [17, _]],
  ['-a', { a: [3, _] }, [-3, _]],
  ['(a + b) * 10', { a: [1], b: [2] }, [30]],
  ['DIFF(m)', { m: [_, 1, _, 4, 4] }, [_, _, _, 3, 0]],
  ['RATE(m)', { m: [0, 60, _, 300] }, [_, 1, _, 2]],
  ['SUM([a, b])', { a: [1, _, _], b: [2, 5, _] }, [3, 5, _]],
  ['SUM(METRICS())', { a: [1, 2], b: [3, 4] }, [4, 6]],
  ['SUM(METRICS("err"))', { err1: [1, 2], err2: [3, 4], other: [9, 9] }, [4, 6]],
  ['MAX([a, b]) - MIN([a, b])', { a: [1, 9], b: [3, 4] }, [2, 5]],
  ['m / SUM(m)', { m: [1, 3] }, [0.25, 0.75]],
  ['m / PERIOD(m)', { m: [60, 120] }, [1, 2]],
  ['FLOOR(m) + CEIL(m) + ABS(-m)', { m: [1.5] }, [4.5]],
])('%s', (expression, given, wanted) => {
  expect(calculate(expression, given)).toEqual(wanted);
});

it.each([
  ['ANOMALY_DETECTION_BAND(m, 2)', 'ANOMALY_DETECTION_BAND'],
  ['FILL(m, LINEAR)', 'LINEAR'],
  ['m + nowhere', 'nowhere'],
  ['m +', 'its end'],
  ['m ? 1', '? 1'],
  ['m m', 'm'],
  ['SUM(m)', 'one time series'],
])('fails on %s, naming what is wrong', (expression, named) => {
  expect(() => calculate(expression, { m: [1] })).toThrow(named);
});
