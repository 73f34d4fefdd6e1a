import { ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { MetricStatistic, type MonitoringFacade } from 'cdk-monitoring-constructs';
import { FINDING_CODES } from '../../contract/findings.ts';
import { METRICS_NAMESPACE, type MetricName } from '../../contract/metrics.ts';
import type { ReconcilingQueue } from '../constructs/storage/reconciling-queue.ts';
import { alarm } from './alarms.ts';
import { watchQueue } from './queues.ts';

const RUNBOOK = 'bucket-and-table';
/** A run that waits to look again is sent anew each quarter of an hour. */
const OLDEST_SECONDS = 1800;

/** What the runs of the reconciler found, and whether they go on. */
export function watchReconciling(
  monitoring: MonitoringFacade,
  queue: ReconcilingQueue,
  service: string,
): void {
  const factory = monitoring.createMetricFactory();
  // The highest, not the sum: an end of a run that is told twice is no second run.
  const metric = (name: MetricName, label: string, code?: string) =>
    factory.createMetric(
      name,
      MetricStatistic.MAX,
      label,
      { service, ...(code && { code }) },
      undefined,
      METRICS_NAMESPACE,
    );
  watchQueue(monitoring, {
    queue,
    name: 'Runs of the reconciler',
    alarmName: 'Reconciling',
    old: {
      seconds: OLDEST_SECONDS,
      runbook: RUNBOOK,
      description: 'The comparison of bucket and table has not gone on for over half an hour.',
    },
    dead: {
      runbook: RUNBOOK,
      description: 'The comparison of bucket and table failed ten times, and rests in the dead-letter queue.',
    },
  });
  monitoring.monitorCustom({
    humanReadableName: 'Bucket and table',
    alarmFriendlyName: 'BucketAndTable',
    metricGroups: [
      { title: 'Findings, by code', metrics: FINDING_CODES.map((code) => metric('Findings', code, code)) },
      {
        title: 'Findings that were repaired, and that are left',
        metrics: [
          metric('FindingsRepaired', 'repaired'),
          {
            metric: metric('FindingsLeft', 'left'),
            alarmFriendlyName: 'Findings-Left',
            addAlarm: {
              Warning: {
                threshold: 0,
                comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
                ...alarm({
                  runbook: RUNBOOK,
                  description: 'Bucket and table do not agree: the last run of the reconciler left findings.',
                  minutes: 5,
                }),
                // A run has one datum, which may come late.
                datapointsToAlarm: 1,
                // Between two runs there is no data, and nothing has changed: it rings until a run leaves nothing.
                treatMissingDataOverride: TreatMissingData.IGNORE,
              },
            },
          },
        ],
      },
      {
        title: 'Looked at in a run',
        metrics: [metric('ObjectsReconciled', 'objects'), metric('RecordsReconciled', 'records')],
      },
    ],
  });
}
