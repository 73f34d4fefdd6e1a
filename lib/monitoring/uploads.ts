import { type CustomMetricGroup, MetricStatistic, type MonitoringFacade } from 'cdk-monitoring-constructs';
import { METRICS_NAMESPACE, type MetricName } from '../../contract/metrics.ts';
import { REJECTION_CODES, THUMBNAIL_ERRORS } from '../../contract/outcomes.ts';

/** The top of the dashboard: what the functions say of themselves, in the words of the contract. */
export function showUploads(monitoring: MonitoringFacade, service: string): void {
  const factory = monitoring.createMetricFactory();
  const metric = (name: MetricName, statistic: MetricStatistic, label: string, code?: string) =>
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
      metrics: [metric('TicketsIssued', SUM, 'tickets issued'), metric('UploadsAccepted', SUM, 'accepted')],
    },
    {
      title: 'Rejected, by code',
      metrics: REJECTION_CODES.map((code) => metric('UploadsRejected', SUM, code, code)),
    },
    {
      title: 'Upload to ready (ms)',
      metrics: [metric('UploadToReady', P50, 'p50'), metric('UploadToReady', P99, 'p99')],
    },
    { title: 'GETs to inspect an image', metrics: [metric('InspectionGets', AVERAGE, 'GETs')] },
    { title: 'Bytes read to inspect an image', metrics: [metric('InspectionBytes', AVERAGE, 'bytes')] },
    {
      title: 'Thumbnails, and images without one by code',
      metrics: [
        metric('ThumbnailsMade', SUM, 'made'),
        ...THUMBNAIL_ERRORS.map((code) => metric('ThumbnailsMissing', SUM, code, code)),
      ],
    },
  ];
  monitoring
    .addLargeHeader('image-intake')
    .monitorCustom({ humanReadableName: 'Uploads', alarmFriendlyName: 'Uploads', metricGroups: groups });
}
