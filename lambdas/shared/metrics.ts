/** What the functions measure about themselves. */
export interface Metrics {
  TicketsIssued: number;
  UploadsAccepted: number;
  UploadsRejected: number;
  /** Milliseconds from the upload's event to its record being ready. */
  UploadToReady: number;
  InspectionGets: number;
  InspectionBytes: number;
  ThumbnailsMade: number;
  /** Images that get none, by `code`. */
  ThumbnailsMissing: number;
}

const UNITS: Record<keyof Metrics, 'Count' | 'Milliseconds' | 'Bytes'> = {
  TicketsIssued: 'Count',
  UploadsAccepted: 'Count',
  UploadsRejected: 'Count',
  UploadToReady: 'Milliseconds',
  InspectionGets: 'Count',
  InspectionBytes: 'Bytes',
  ThumbnailsMade: 'Count',
  ThumbnailsMissing: 'Count',
};

/**
 * Writes one log line from which CloudWatch takes the metrics: no call, no client.
 * @param dimensions beside `service`, which keeps the stages of an account apart
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function emitMetrics(metrics: Partial<Metrics>, dimensions: Record<string, string> = {}): void {
  const all = { service: process.env.SERVICE_NAME ?? 'image-intake', ...dimensions };
  const names = Object.keys(metrics) as (keyof Metrics)[];
  const line = {
    _aws: {
      Timestamp: Date.now(),
      CloudWatchMetrics: [
        {
          Namespace: process.env.METRICS_NAMESPACE ?? 'ImageIntake',
          Dimensions: [Object.keys(all)],
          Metrics: names.map((Name) => ({ Name, Unit: UNITS[Name] })),
        },
      ],
    },
    ...all,
    ...metrics,
  };
  // Not by the console, which Lambda would wrap into a log record of its own.
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
