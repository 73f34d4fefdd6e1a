import { Duration } from 'aws-cdk-lib';
import { ComparisonOperator } from 'aws-cdk-lib/aws-cloudwatch';
import { MetricStatistic, type MonitoringFacade } from 'cdk-monitoring-constructs';
import { METRICS_NAMESPACE } from '../../contract/metrics.ts';
import type { DeliveryStack } from '../stacks/delivery-stack.ts';
import { serviceNameOf } from '../stages/service-name.ts';
import { alarm, type FailuresOfFunction } from './alarms.ts';

/** Images that may fail in a minute before it alarms: a browser asks for one that failed a few times. */
const FAILED_IMAGES = 3;

/** Images on CloudFront: whether they are drawn, and whether anybody is given their URLs. */
export function watchDelivery(monitoring: MonitoringFacade, { distribution, renderer }: DeliveryStack): void {
  const factory = monitoring.createMetricFactory();
  const service = serviceNameOf(renderer);
  const { SUM } = MetricStatistic;
  // Of us-east-1, where CloudFront counts: a dashboard shows them from anywhere, an alarm could not look at them.
  monitoring.monitorCloudFrontDistribution({
    distribution,
    humanReadableName: 'Images on CloudFront',
    alarmFriendlyName: 'Delivery',
    additionalMetricsEnabled: false,
  });
  monitoring.monitorCustom({
    humanReadableName: 'Delivery',
    alarmFriendlyName: 'Delivery',
    metricGroups: [
      {
        title: 'Images answered with 5xx',
        metrics: [
          {
            metric: factory.createMetric(
              'RequestsFailed',
              SUM,
              renderer.node.id,
              { service, function: renderer.function.functionName } satisfies FailuresOfFunction,
              undefined,
              METRICS_NAMESPACE,
            ),
            alarmFriendlyName: 'Requests-Failed',
            addAlarm: {
              Warning: {
                threshold: FAILED_IMAGES,
                comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
                ...alarm({
                  runbook: 'renderer',
                  description: 'The renderer fails one image after the other.',
                  minutes: 3,
                }),
              },
            },
          },
        ],
      },
      {
        title: 'Answers without delivery',
        metrics: [
          {
            metric: factory.createMetric(
              'DeliveryUnavailable',
              SUM,
              'without',
              { service },
              undefined,
              METRICS_NAMESPACE,
            ),
            alarmFriendlyName: 'Unavailable',
            addAlarm: {
              Critical: {
                threshold: 0,
                comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
                ...alarm({
                  runbook: 'delivery-unavailable',
                  description:
                    'Answers come without delivery: the private key of its signatures cannot be read, or is not that of the stage.',
                }),
              },
            },
          },
        ],
      },
    ],
  });
}

/** After which a view waits for too long: milliseconds of the slowest of a hundred drawings. */
export const slowDrawings = ({ renderer: { p99Ms } }: DeliveryStack) => ({
  addLatencyP99Alarm: {
    Warning: {
      maxLatency: Duration.millis(p99Ms),
      ...alarm({
        runbook: 'renderer',
        description: `The slowest of a hundred drawings takes over ${p99Ms} ms.`,
        minutes: 5,
      }),
    },
  },
});
