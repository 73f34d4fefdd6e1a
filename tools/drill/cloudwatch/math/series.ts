/** Values by period, oldest first; undefined where there is none. */
export type Series = readonly (number | undefined)[];

/** What an expression of metric math can be: a number, a series, or several series. */
export type Value =
  | { type: 'scalar'; value: number }
  | { type: 'series'; points: Series }
  | { type: 'array'; series: Series[] };

export const scalar = (value: number): Value => ({ type: 'scalar', value });
export const series = (points: Series): Value => ({ type: 'series', points });

/** Every series of a value. */
export function seriesOf(value: Value): Series[] {
  if (value.type === 'array') return value.series;
  return value.type === 'series' ? [value.points] : [];
}

/** Applies a function to each series. */
export function each(value: Value, change: (points: Series) => Series): Value {
  if (value.type === 'scalar') return value;
  if (value.type === 'series') return series(change(value.points));
  return { type: 'array', series: value.series.map(change) };
}

/**
 * Two values, period by period. Where only one series has a value the other counts as 0; where neither has, there is
 * none.
 */
export function pairwise(left: Value, right: Value, calculate: (a: number, b: number) => number): Value {
  if (left.type === 'scalar' && right.type === 'scalar') return scalar(calculate(left.value, right.value));
  if (left.type === 'array' && right.type === 'array') {
    throw new Error('Metric math has no operator between two arrays of time series.');
  }
  const points = (a: Series | number, b: Series | number): Series => {
    const length = typeof a === 'number' ? (b as Series).length : a.length;
    const at = (side: Series | number, index: number) => (typeof side === 'number' ? side : side[index]);
    return Array.from({ length }, (_, index) => {
      if (isSeries(a) && a[index] === undefined && !(isSeries(b) && b[index] !== undefined)) return undefined;
      if (isSeries(b) && b[index] === undefined && !isSeries(a)) return undefined;
      const result = calculate(at(a, index) ?? 0, at(b, index) ?? 0);
      // A division by zero drops the data point.
      return Number.isFinite(result) ? result : undefined;
    });
  };
  const raw = (value: Value) =>
    value.type === 'scalar' ? value.value : (value as { points: Series }).points;
  if (left.type === 'array') return each(left, (own) => points(own, raw(right)));
  if (right.type === 'array') return each(right, (own) => points(raw(left), own));
  return series(points(raw(left), raw(right)));
}

const isSeries = (side: Series | number): side is Series => typeof side !== 'number';

/** The metrics and expressions of an alarm, by id. */
export interface Scope {
  /** Seconds. */
  period: number;
  /** Of the metrics alone, in their order. */
  metrics: ReadonlyMap<string, Series>;
  /** @throws Error when the alarm has no such id */
  value(id: string): Value;
}
