/** The CloudWatch namespace of what the functions measure about themselves. */
export const METRICS_NAMESPACE = 'ImageIntake';

/**
 * What the functions measure, and in which unit CloudWatch counts it. All have the dimension `service`;
 * `UploadsRejected`, `ThumbnailsMissing` and `Findings` also come with `code`, those of webhooks with `endpoint`, the failures by
 * {@link FAILURE_DIMENSIONS}.
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
  /** Requests that the function answered with a 5xx. Those in which it crashed are Lambda's `Errors`. */
  RequestsFailed: 'Count',
  /** Times that the private key of image URLs could not be had: answers came without them. */
  DeliveryUnavailable: 'Count',
  /** Access tokens of users that were none which the stage takes. */
  TokensRefused: 'Count',
  /** Access tokens that could not be checked, for the most part because their issuer did not answer. */
  TokensUnchecked: 'Count',
  /** Events that an endpoint took. */
  WebhooksDelivered: 'Count',
  /** Attempts that ended otherwise. Not a failure of the function: a receiver that is down is no fault of ours. */
  WebhooksFailed: 'Count',
  /** Those of them that were not even made, since the endpoint has no secret that can be read. */
  SecretsUnreadable: 'Count',
  /** Of a run of the reconciler: objects and records that it has looked at. */
  ObjectsReconciled: 'Count',
  RecordsReconciled: 'Count',
  /** What did not agree, with the dimension `code`: zero too, so that an alarm ends. */
  Findings: 'Count',
  /** Of these what was mended by the end of the run, and what was not. */
  FindingsRepaired: 'Count',
  FindingsLeft: 'Count',
  /** Messages of a queue whose handling threw, one for each attempt. The queue tries them again. */
  MessagesFailed: 'Count',
} as const;

export type MetricName = keyof typeof METRICS;

/** Written when something failed, and at no other time. */
export type FailureName = 'RequestsFailed' | 'MessagesFailed' | 'TokensUnchecked';

/**
 * A failure counts twice: for its function, and for the version of the function. While a release takes over step by
 * step both versions run, and the new one must not be blamed for what the old one does.
 */
export const FAILURE_DIMENSIONS = {
  ofFunction: ['service', 'function'],
  ofVersion: ['service', 'function', 'version'],
} as const;
