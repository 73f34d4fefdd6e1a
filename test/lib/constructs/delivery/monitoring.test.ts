import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { stages } from '../../../../lib/stages/stages.ts';
import type { Json } from '../../../support/api.ts';
import { resourcesOf, synthesize, templatesOf, theOnly } from '../../../support/synthesized.ts';
import { anchorsOf } from '../../anchors.ts';
import { SIGNED } from '../../delivery-keys.ts';

describe('the alarms of a stage that delivers', () => {
  let alarms: Map<string, Json>;
  let dashboard: string;
  beforeAll(() => {
    const { monitoring } = templatesOf(
      synthesize('prod', { stages: { prod: { ...stages.prod!, delivery: SIGNED } } }),
    );
    alarms = new Map(
      resourcesOf(monitoring!, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => [
        Properties.AlarmName.replace('image-intake-prod-', ''),
        Properties,
      ]),
    );
    dashboard = JSON.stringify(theOnly(monitoring!, 'AWS::CloudWatch::Dashboard').Properties.DashboardBody);
  });

  it.each([
    ['Renderer-Fault-Count-Critical', 'Errors', 0],
    ['Renderer-Throttled-Count-Warning', 'Throttles', 0],
    ['Renderer-Latency-P99-Warning', 'Duration', 30_000],
    ['Delivery-Requests-Failed-Warning', 'RequestsFailed', 3],
    ['Delivery-Unavailable-Critical', 'DeliveryUnavailable', 0],
  ])('%s looks at %s above %d, and names a section of the runbook', (name, metric, threshold) => {
    expect([...alarms.keys()]).toContain(name);
    const { Metrics, MetricName, Threshold, ComparisonOperator, AlarmDescription } = alarms.get(name)!;
    expect([MetricName ?? Metrics[0].MetricStat.Metric.MetricName, Threshold]).toEqual([metric, threshold]);
    expect(ComparisonOperator).toBe('GreaterThanThreshold');
    expect(anchorsOf(readFileSync('docs/runbook.md', 'utf8'))).toContain(
      /docs\/runbook\.md#(\S+)$/.exec(AlarmDescription)![1],
    );
  });

  it('are five more than those of a stage that does not', () => {
    const without = templatesOf(synthesize('prod')).monitoring!;
    expect(alarms.size).toBe(resourcesOf(without, 'AWS::CloudWatch::Alarm').length + 5);
  });

  it('stand beside what CloudFront counts, and what the renderer costs', () => {
    expect(dashboard).toMatch(/AWS\/CloudFront.*Requests.*us-east-1/);
    expect(dashboard).toContain('RendererLogs');
  });
});
