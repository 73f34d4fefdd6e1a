/**
 * Minutes from the end of a minute until CloudWatch has its metrics. Services send them once a minute, and AWS promises
 * no more; its own number for what reaches a consumer of metrics is two to three minutes, of which this is the longer.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-Metric-Streams.html
 */
export const PUBLISHING_MINUTES = 3;

/**
 * Minutes that the first metrics of a queue may take which was idle before: a dead-letter queue, mostly.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-monitoring-using-cloudwatch.html
 */
export const WAKING_MINUTES = 15;

/** Minute from which on CloudWatch has what was measured in a minute. */
export const publishedAt = (minute: number): number => minute + 1 + PUBLISHING_MINUTES;
