import { type CustomMetricGroup, MetricStatistic, type MonitoringFacade } from 'cdk-monitoring-constructs';
import { METRICS, METRICS_NAMESPACE, REJECTION_CODES, THUMBNAIL_ERRORS } from '../metrics.ts';

/** The top of the dashboard: what the functions say of themselves, in the words of the contract. */
export function showUploads(monitoring: MonitoringFacade, service: string): void {
  const factory = monitoring.createMetricFactory();
  const metric = (name: string, statistic: MetricStatistic, label: string, code?: string) =>
    factory.createMetric(
      name,
      statistic,
      label,
      { service, ...(code && { code }) },
      undefined,
      METRICS_NAMESPACE,
    );
  const { SUM, AVERAGE, P50, P99 } = MetricStatistic;

  const groups: CustomMetricGroup[] = [
    {
      title: 'Uploads',
      metrics: [
        metric(METRICS.ticketsIssued, SUM, 'tickets issued'),
        metric(METRICS.uploadsAccepted, SUM, 'accepted'),
      ],
    },
    {
      title: 'Rejected, by code',
      metrics: REJECTION_CODES.map((code) => metric(METRICS.uploadsRejected, SUM, code, code)),
    },
    {
      title: 'Upload to ready (ms)',
      metrics: [metric(METRICS.uploadToReady, P50, 'p50'), metric(METRICS.uploadToReady, P99, 'p99')],
    },
    { title: 'GETs to inspect an image', metrics: [metric(METRICS.inspectionGets, AVERAGE, 'GETs')] },
    { title: 'Bytes read to inspect an image', metrics: [metric(METRICS.inspectionBytes, AVERAGE, 'bytes')] },
    {
      title: 'Thumbnails, and images without one by code',
      metrics: [
        metric(METRICS.thumbnailsMade, SUM, 'made'),
        ...THUMBNAIL_ERRORS.map((code) => metric(METRICS.thumbnailsMissing, SUM, code, code)),
      ],
    },
  ];
  monitoring
    .addLargeHeader('image-intake')
    .monitorCustom({ humanReadableName: 'Uploads', alarmFriendlyName: 'Uploads', metricGroups: groups });
}
