import type { Expression } from './parse.ts';
import { each, type Scope, type Series, scalar, series, seriesOf, type Value } from './series.ts';

type MathFunction = (parts: Expression[], scope: Scope, evaluate: (part: Expression) => Value) => Value;

const present = (points: Series): number[] => points.filter((point) => point !== undefined);

/** A function that makes one number of a series, and one series of several. Missing values count as 0. */
const folding =
  (fold: (values: number[]) => number): MathFunction =>
  ([part], _, evaluate) => {
    const value = evaluate(part!);
    if (value.type === 'series') return scalar(fold(present(value.points)));
    const all = seriesOf(value);
    const length = all[0]?.length ?? 0;
    return series(
      Array.from({ length }, (_, index) => {
        const column = all.map((points) => points[index]);
        return column.every((point) => point === undefined)
          ? undefined
          : fold(column.map((point) => point ?? 0));
      }),
    );
  };

const mapping =
  (change: (value: number) => number): MathFunction =>
  ([part], _, evaluate) =>
    each(evaluate(part!), (points) =>
      points.map((point) => (point === undefined ? undefined : change(point))),
    );

/** From each value and the one before it, however far back that is; the first has none before it. */
const differing =
  (difference: (value: number, before: number, seconds: number) => number): MathFunction =>
  ([part], { period }, evaluate) =>
    each(evaluate(part!), (points) => {
      let last: { value: number; index: number } | undefined;
      return points.map((value, index) => {
        const before = last;
        if (value === undefined) return undefined;
        last = { value, index };
        return before && difference(value, before.value, (index - before.index) * period);
      });
    });

const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html */
const FUNCTIONS: Record<string, MathFunction> = {
  ABS: mapping(Math.abs),
  AVG: folding((values) => sum(values) / values.length),
  CEIL: mapping(Math.ceil),
  DIFF: differing((value, before) => value - before),
  FILL: fill,
  FLOOR: mapping(Math.floor),
  IF: choose,
  MAX: folding((values) => Math.max(...values)),
  METRICS: ([part], { metrics }) => {
    const named = part?.type === 'text' ? part.value : '';
    const chosen = [...metrics].filter(([id]) => id.includes(named));
    return { type: 'array', series: chosen.map(([, points]) => points) };
  },
  MIN: folding((values) => Math.min(...values)),
  PERIOD: (_, { period }) => scalar(period),
  RATE: differing((value, before, seconds) => (value - before) / seconds),
  SUM: folding(sum),
};

/** @throws Error that names a function which the drill does not know */
export function functionOf(name: string): MathFunction {
  const known = FUNCTIONS[name];
  if (!known) throw new Error(`The drill does not know the function ${name} of metric math.`);
  return known;
}

/** Fills what is missing, what has not been published yet included: AWS warns of that. */
function fill([part, filler]: Expression[], _: Scope, evaluate: (part: Expression) => Value): Value {
  const value = evaluate(part!);
  if (filler?.type === 'id' && filler.id === 'REPEAT') {
    return each(value, (points) => {
      let last: number | undefined;
      return points.map((point) => {
        last = point ?? last;
        return last;
      });
    });
  }
  if (filler?.type === 'id' && filler.id === 'LINEAR') {
    throw new Error('The drill does not know the function FILL with LINEAR of metric math.');
  }
  const by = evaluate(filler!);
  return each(value, (points) =>
    points.map((point, index) => point ?? (by.type === 'scalar' ? by.value : seriesOf(by)[0]?.[index])),
  );
}

/** `IF(condition, then, else)`: 0 where the chosen `then` is missing; none where the condition or `else` is. */
function choose([condition, yes, no]: Expression[], _: Scope, evaluate: (part: Expression) => Value): Value {
  const [asked, then, otherwise] = [evaluate(condition!), evaluate(yes!), no && evaluate(no)];
  const at = (value: Value | undefined, index: number) =>
    value?.type === 'scalar' ? value.value : value && seriesOf(value)[0]?.[index];
  if (asked.type === 'scalar') {
    const length = [then, otherwise].flatMap((value) => (value ? seriesOf(value) : []))[0]?.length ?? 0;
    const chosen = asked.value === 0 ? otherwise : then;
    return series(Array.from({ length }, (_, index) => at(chosen, index)));
  }
  return each(asked, (points) =>
    points.map((point, index) => {
      if (point === undefined) return undefined;
      return point === 0 ? at(otherwise, index) : (at(then, index) ?? 0);
    }),
  );
}
