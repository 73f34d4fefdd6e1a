import type { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { FINDING_CODES } from '../../contract/findings.ts';
import { FAILURE_DIMENSIONS } from '../../contract/metrics.ts';
import { REJECTION_CODES } from '../../contract/outcomes.ts';
import { stages } from '../../lib/stages/stages.ts';
import { resourcesOf, synthesize, templatesOf, theOnly } from '../support/synthesized.ts';

const FINDINGS_LEFT = 'BucketAndTable-Findings-Left-Warning';

describe.each(Object.keys(stages))('monitoring of %s', (stage) => {
  let monitoring: Template;
  let alarms: Record<string, Alarm>;
  beforeAll(() => {
    monitoring = templatesOf(synthesize(stage)).monitoring!;
    alarms = Object.fromEntries(
      resourcesOf(monitoring, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => [
        Properties.AlarmName.replace(`image-intake-${stage}-`, ''),
        Properties,
      ]),
    );
  });

  it.each([
    ['Uploads-DLQ-Queue-Message-Count-Max-Critical', 'ApproximateNumberOfMessagesVisible', 'Maximum', 0],
    ['Uploads-Queue-Message-Age-Max-Warning', 'ApproximateAgeOfOldestMessage', 'Maximum', 300],
    ['Api-Fault-Rate-Critical', '5XXError', 'Average', 0.01],
    ['Api-Latency-P99-Warning', 'Latency', 'p99', stages[stage]!.apiP99Ms],
    ['MetadataApi-Fault-Count-Critical', 'Errors', 'Sum', 0],
    ['MetadataApi-Throttled-Count-Warning', 'Throttles', 'Sum', 0],
    ['ImageInspector-Fault-Count-Critical', 'Errors', 'Sum', 0],
    ['ImageInspector-Throttled-Count-Warning', 'Throttles', 'Sum', 0],
    ['Thumbnailer-Fault-Count-Critical', 'Errors', 'Sum', 0],
    ['Thumbnailer-Throttled-Count-Warning', 'Throttles', 'Sum', 0],
    ['Thumbnails-DLQ-Queue-Message-Count-Max-Warning', 'ApproximateNumberOfMessagesVisible', 'Maximum', 0],
    ['Thumbnails-Queue-Message-Age-Max-Warning', 'ApproximateAgeOfOldestMessage', 'Maximum', 900],
    ['Failures-ImageInspector-Messages-Failed-Warning', 'MessagesFailed', 'Sum', 2],
    ['Failures-Thumbnailer-Messages-Failed-Warning', 'MessagesFailed', 'Sum', 2],
    ['ChangeRelay-Fault-Count-Critical', 'Errors', 'Sum', 0],
    ['ChangeRelay-Throttled-Count-Warning', 'Throttles', 'Sum', 0],
    ['ChangeRelay-Iterator-Age-Max-Critical', 'IteratorAge', 'Maximum', 3_600_000],
    ['Failures-ChangeRelay-Messages-Failed-Warning', 'MessagesFailed', 'Sum', 2],
    ['Unrelayed-DLQ-Queue-Message-Count-Max-Critical', 'ApproximateNumberOfMessagesVisible', 'Maximum', 0],
    ['Unrelayed-Queue-Message-Age-Max-Warning', 'ApproximateAgeOfOldestMessage', 'Maximum', 900],
    ['ObjectCleaner-Fault-Count-Critical', 'Errors', 'Sum', 0],
    ['ObjectCleaner-Throttled-Count-Warning', 'Throttles', 'Sum', 0],
    ['Failures-ObjectCleaner-Messages-Failed-Warning', 'MessagesFailed', 'Sum', 2],
    ['Cleaning-DLQ-Queue-Message-Count-Max-Critical', 'ApproximateNumberOfMessagesVisible', 'Maximum', 0],
    ['Cleaning-Queue-Message-Age-Max-Warning', 'ApproximateAgeOfOldestMessage', 'Maximum', 1800],
    ['Reconciler-Fault-Count-Critical', 'Errors', 'Sum', 0],
    ['Reconciler-Throttled-Count-Warning', 'Throttles', 'Sum', 0],
    ['Failures-Reconciler-Messages-Failed-Warning', 'MessagesFailed', 'Sum', 0],
    ['Reconciling-DLQ-Queue-Message-Count-Max-Critical', 'ApproximateNumberOfMessagesVisible', 'Maximum', 0],
    ['Reconciling-Queue-Message-Age-Max-Warning', 'ApproximateAgeOfOldestMessage', 'Maximum', 1800],
    [FINDINGS_LEFT, 'FindingsLeft', 'Maximum', 0],
  ])('alarms by %s on %s (%s) above %d', (name, metricName, statistic, threshold) => {
    expect(Object.keys(alarms)).toContain(name);
    const alarm = alarms[name]!;
    const { MetricStat } = alarm.Metrics.find((metric) => metric.MetricStat)!;
    expect([MetricStat!.Metric.MetricName, MetricStat!.Stat]).toEqual([metricName, statistic]);
    expect([alarm.ComparisonOperator, alarm.Threshold]).toEqual(['GreaterThanThreshold', threshold]);
    expect(alarm.TreatMissingData).toBe(name === FINDINGS_LEFT ? 'ignore' : 'notBreaching');
  });

  it('has no other alarm, and sends each, and its end, to the topic', () => {
    expect(Object.keys(alarms)).toHaveLength(31);
    const [topic] = resourcesOf(monitoring, 'AWS::SNS::Topic')[0]!;
    for (const alarm of Object.values(alarms))
      expect([alarm.AlarmActions, alarm.OKActions]).toEqual([[{ Ref: topic }], [{ Ref: topic }]]);
  });

  it.each(['ImageInspector', 'Thumbnailer', 'ChangeRelay', 'ObjectCleaner', 'Reconciler'])(
    'counts the failed messages of %s, whichever version',
    (name) => {
      const { MetricStat } = alarms[`Failures-${name}-Messages-Failed-Warning`]!.Metrics[0]!;
      const dimensions = MetricStat!.Metric.Dimensions.map((dimension) => dimension.Name);
      expect(dimensions.sort()).toEqual([...FAILURE_DIMENSIONS.ofFunction].sort());
    },
  );

  it('shows on its dashboard what the issue of a night would ask for', () => {
    const text = JSON.stringify(theOnly(monitoring, 'AWS::CloudWatch::Dashboard').Properties.DashboardBody);
    const shown = [
      ...['TicketsIssued', 'UploadsAccepted', 'UploadToReady', 'InspectionGets', 'InspectionBytes'],
      ...['ApproximateAgeOfOldestMessage', 'ApproximateNumberOfMessagesVisible'],
      ...['5XXError', '4XXError', 'Latency', 'Throttles', 'Errors', 'Duration'],
      ...['ConsumedReadCapacityUnits', 'ConsumedWriteCapacityUnits', 'SystemErrors'],
      ...['BucketSizeBytes', 'IncomingBytes', 'RequestsFailed', 'MessagesFailed'],
      ...['ObjectsReconciled', 'RecordsReconciled', 'FindingsRepaired', 'FindingsLeft'],
      ...FINDING_CODES.map((code) => String.raw`Findings\\\",\\\"code\\\",\\\"${code}`),
      ...REJECTION_CODES.map((code) => String.raw`UploadsRejected\\\",\\\"code\\\",\\\"${code}`),
    ];
    for (const item of shown) expect(text.replaceAll('\\\\"', '\\"')).toContain(plain(item));
    expect(text).toContain('p50');
    expect(text).toContain('p99');
    expect(text).toContain(`image-intake-${stage}`);
  });
});

describe('the address of a stage', () => {
  it('is subscribed to its alarms', () => {
    const trial = { ...stages.dev!, alarmEmail: 'ops@a.example' };
    const { monitoring } = templatesOf(synthesize('trial', { stages: { trial } }));
    monitoring!.hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'email',
      Endpoint: 'ops@a.example',
    });
  });
});

const plain = (text: string) => text.replaceAll('\\\\\\"', '\\"');

interface Alarm {
  AlarmActions: unknown[];
  OKActions: unknown[];
  ComparisonOperator: string;
  Threshold: number;
  TreatMissingData: string;
  Metrics: {
    Expression?: string;
    MetricStat?: { Metric: { MetricName: string; Dimensions: { Name: string }[] }; Stat: string };
  }[];
}
