import { METRICS, type MetricName } from '../../contract/metrics.ts';

/**
 * Writes one log line from which CloudWatch takes the metrics: no call, no client.
 * @param dimensions beside `service`, which keeps the stages of an account apart
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function emitMetrics(
  metrics: Partial<Record<MetricName, number>>,
  dimensions: Record<string, string> = {},
): void {
  const all = { service: process.env.SERVICE_NAME ?? 'image-intake', ...dimensions };
  const names = Object.keys(metrics) as MetricName[];
  const line = {
    _aws: {
      Timestamp: Date.now(),
      CloudWatchMetrics: [
        {
          Namespace: process.env.METRICS_NAMESPACE ?? 'ImageIntake',
          Dimensions: [Object.keys(all)],
          Metrics: names.map((Name) => ({ Name, Unit: METRICS[Name] })),
        },
      ],
    },
    ...all,
    ...metrics,
  };
  // Not by the console, which Lambda would wrap into a log record of its own.
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
