/** The CloudWatch namespace of what the functions measure about themselves. */
export const METRICS_NAMESPACE = 'ImageIntake';

/**
 * What the functions measure, and in which unit CloudWatch counts it. All have the dimension `service`;
 * `UploadsRejected` and `ThumbnailsMissing` also come with `code`.
 */
export const METRICS = {
  TicketsIssued: 'Count',
  UploadsAccepted: 'Count',
  UploadsRejected: 'Count',
  /** From the upload's event to its record being ready. */
  UploadToReady: 'Milliseconds',
  InspectionGets: 'Count',
  InspectionBytes: 'Bytes',
  ThumbnailsMade: 'Count',
  /** Images that get none. */
  ThumbnailsMissing: 'Count',
} as const;

export type MetricName = keyof typeof METRICS;
