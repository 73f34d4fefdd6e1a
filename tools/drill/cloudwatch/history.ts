import type { DeclaredAlarm } from './alarm.ts';
import { evaluate, seriesFrom } from './math/evaluate.ts';
import { type Series, series, type Value } from './math/series.ts';
import type { MetricData } from './metric.ts';
import { PUBLISHING_MINUTES } from './publishing.ts';
import { nextState, type State } from './state.ts';

/** That an alarm changed its state. */
export interface Transition {
  minute: number;
  to: State;
}

/**
 * Periods that CloudWatch looks at beyond the evaluation periods, in case some are missing. AWS does not say how many;
 * in its example it is two, and here those come on top that cannot have been published.
 */
const extraPeriods = (period: number) => 2 + Math.ceil(PUBLISHING_MINUTES / period);

/** What an alarm does from minute 1 to `until`, judged once a minute, in the order of time. */
export function historyOf(alarm: DeclaredAlarm, data: MetricData, until: number): Transition[] {
  const transitions: Transition[] = [];
  let state: State = 'INSUFFICIENT_DATA';
  for (let minute = 1; minute <= until; minute++) {
    const to = nextState(pointsAt(alarm, data, minute), alarm, state);
    if (to !== state) transitions.push({ minute, to });
    state = to;
  }
  return transitions;
}

/** The data points of an alarm's evaluation range as CloudWatch has them at a minute. */
function pointsAt(alarm: DeclaredAlarm, data: MetricData, now: number): Series {
  const { period, evaluationPeriods } = alarm;
  const length = evaluationPeriods + extraPeriods(period);
  const metrics = new Map(
    [...alarm.metrics].map(([id, { metric, statistic }]): [string, Series] => [
      id,
      Array.from({ length }, (_, index) => {
        const from = now - (length - index) * period;
        const values = data.values(metric, from, from + period, now);
        return values.length === 0 ? undefined : statistic(values);
      }),
    ]),
  );
  const known = new Map<string, Value>();
  const scope = { period: period * 60, metrics, value };
  function value(id: string): Value {
    const own = metrics.get(id);
    if (own) return series(own);
    const expression = alarm.expressions.get(id);
    if (!expression) throw new Error(`${alarm.name} has no metric with the id ${id}.`);
    const result = known.get(id) ?? evaluate(expression, scope);
    known.set(id, result);
    return result;
  }
  return seriesFrom(value(alarm.judged));
}
