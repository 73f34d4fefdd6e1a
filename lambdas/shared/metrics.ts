import { FAILURE_DIMENSIONS, type FailureName, METRICS, type MetricName } from '../../contract/metrics.ts';

type Metrics = Partial<Record<MetricName, number>>;
type Dimensions = Record<string, string>;

/**
 * Writes one log line from which CloudWatch takes the metrics: no call, no client.
 * @param dimensions beside `service`, which keeps the stages of an account apart
 */
export function emitMetrics(metrics: Metrics, dimensions: Dimensions = {}): void {
  const all = { service: serviceName(), ...dimensions };
  write(metrics, all, [Object.keys(all)]);
}

/**
 * Counts one failure, for the function and for the version that runs.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 */
export function emitFailure(name: FailureName): void {
  const { AWS_LAMBDA_FUNCTION_NAME = 'unknown', AWS_LAMBDA_FUNCTION_VERSION = 'unknown' } = process.env;
  const { ofFunction, ofVersion } = FAILURE_DIMENSIONS;
  write(
    { [name]: 1 },
    { service: serviceName(), function: AWS_LAMBDA_FUNCTION_NAME, version: AWS_LAMBDA_FUNCTION_VERSION },
    [ofFunction, ofVersion],
  );
}

const serviceName = () => process.env.SERVICE_NAME ?? 'image-intake';

/**
 * The embedded metric format, which lets a line have more members than it asks for. Lambda needs two of them: a line
 * without a `level` that it knows, or without a valid `timestamp`, counts as INFO, and a stage that logs from WARN on
 * would lose its metrics. No level filters FATAL out.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
 */
function write(metrics: Metrics, dimensions: Dimensions, sets: readonly (readonly string[])[]): void {
  const names = Object.keys(metrics) as MetricName[];
  const now = new Date();
  const line = {
    timestamp: now,
    level: 'FATAL',
    _aws: {
      Timestamp: now.getTime(),
      CloudWatchMetrics: [
        {
          Namespace: process.env.METRICS_NAMESPACE ?? 'ImageIntake',
          Dimensions: sets,
          Metrics: names.map((Name) => ({ Name, Unit: METRICS[Name] })),
        },
      ],
    },
    ...dimensions,
    ...metrics,
  };
  // Not by the console, which Lambda would wrap into a log record of its own.
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
