import { describe, expect, it } from 'vitest';
import { declaredAlarms } from '../../../../tools/drill/cloudwatch/alarm.ts';
import { historyOf, type Transition } from '../../../../tools/drill/cloudwatch/history.ts';
import { MetricData } from '../../../../tools/drill/cloudwatch/metric.ts';
import { PUBLISHING_MINUTES, publishedAt } from '../../../../tools/drill/cloudwatch/publishing.ts';
import { deploymentOf } from '../support/deployment.ts';

const METRIC = {
  Namespace: 'AWS/Lambda',
  MetricName: 'Errors',
  Dimensions: [{ Name: 'FunctionName', Value: 'f' }],
};

/** What an alarm with these properties does, of values by minute: `undefined` where there is none. */
function history(
  properties: Record<string, unknown>,
  values: Record<string, (number | undefined)[]>,
  until = 20,
): Transition[] {
  const [alarm] = declaredAlarms(
    deploymentOf({
      Alarm: {
        Type: 'AWS::CloudWatch::Alarm',
        Properties: {
          ComparisonOperator: 'GreaterThanThreshold',
          EvaluationPeriods: 1,
          Threshold: 0,
          TreatMissingData: 'notBreaching',
          ...properties,
        },
      },
    }),
  );
  const data = new MetricData();
  for (const { metric } of alarm!.metrics.values()) {
    for (const [minute, value] of values[metric.name]!.entries()) {
      if (value !== undefined) data.add(metric, minute, value, publishedAt(minute));
    }
  }
  return historyOf(alarm!, data, until);
}

const sum = { ...METRIC, Period: 60, Statistic: 'Sum' };
const stat = (MetricName: string, Namespace = METRIC.Namespace) => ({
  Metric: { ...METRIC, Namespace, MetricName },
  Period: 60,
  Stat: 'Sum',
});
const none = (count: number) => new Array<undefined>(count).fill(undefined);
const zeros = (count: number) => new Array<number>(count).fill(0);

describe('an alarm, judged once a minute', () => {
  it('rings when its metric has been published, not when it was measured', () => {
    const rung = history(sum, { Errors: [...zeros(5), 1, ...zeros(9)] });
    const known = 5 + 1 + PUBLISHING_MINUTES;
    expect(rung).toEqual([
      { minute: 1, to: 'OK' },
      { minute: known, to: 'ALARM' },
      { minute: known + 1, to: 'OK' },
    ]);
  });

  it('waits for M of N', () => {
    const rung = history(
      { ...sum, EvaluationPeriods: 3, DatapointsToAlarm: 2 },
      { Errors: [...zeros(5), 1, 0, 1, ...zeros(9)] },
    );
    expect(rung.find(({ to }) => to === 'ALARM')?.minute).toBe(7 + 1 + PUBLISHING_MINUTES);
  });

  it('sums a period of several minutes', () => {
    const five = { ...sum, Period: 300, Threshold: 4 };
    expect(history(five, { Errors: new Array<number>(15).fill(1) }).map(({ to }) => to)).toContain('ALARM');
    expect(history({ ...five, Threshold: 5 }, { Errors: new Array<number>(15).fill(1) })).toHaveLength(1);
  });

  it('never rings for one minute of one that is filled with zeros: the newest is not published yet', () => {
    const metrics = (expression: string) => ({
      Metrics: [
        { Id: 'filled', Expression: expression },
        { Id: 'errors', MetricStat: stat('Errors'), ReturnData: false },
      ],
    });
    const values = { Errors: [...zeros(5), ...new Array<number>(10).fill(9)] };
    expect(history(metrics('FILL(errors, 0)'), values).map(({ to }) => to)).toEqual(['OK']);
    expect(history(metrics('errors + 0'), values).map(({ to }) => to)).toContain('ALARM');
  });

  it('keeps its state while a metric of DynamoDB is missing, whatever it says of missing data', () => {
    const errors = { SystemErrors: [...none(5), 1, ...none(12)] };
    const of = (Namespace: string) =>
      history({ ...METRIC, Namespace, MetricName: 'SystemErrors', Period: 60, Statistic: 'Sum' }, errors, 40);
    expect(of('AWS/DynamoDB').at(-1)?.to).toBe('ALARM');
    expect(of('AWS/Lambda').at(-1)?.to).toBe('OK');
  });

  it('takes percentiles', () => {
    const { Statistic: _, ...p99 } = { ...sum, ExtendedStatistic: 'p99', Threshold: 5 };
    expect(history(p99, { Errors: [1, 1, 9, 1, 1] }).map(({ to }) => to)).toContain('ALARM');
  });
});

describe('what the drill cannot judge', () => {
  it.each<[string, Record<string, unknown>, string]>([
    [
      'a property',
      { ...sum, EvaluateLowSampleCountPercentile: 'ignore' },
      'EvaluateLowSampleCountPercentile',
    ],
    ['a statistic', { ...sum, Statistic: 'IQM' }, 'IQM'],
    ['a period of seconds', { ...sum, Period: 10 }, '10 s'],
    ['no metric', {}, 'no metric'],
    [
      'two results',
      {
        Metrics: [
          { Id: 'a', MetricStat: stat('a') },
          { Id: 'b', MetricStat: stat('b') },
        ],
      },
      '2 of',
    ],
  ])('is %s, by name', (_, properties, named) => {
    expect(() => history(properties, { Errors: [] })).toThrow(named);
  });
});
