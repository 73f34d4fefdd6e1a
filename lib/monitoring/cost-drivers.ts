import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import { MetricStatistic, type MonitoringFacade } from 'cdk-monitoring-constructs';
import type { ServiceFunction } from '../constructs/functions/service-function.ts';
import type { ApiStack } from '../stacks/api-stack.ts';
import type { DeliveryStack } from '../stacks/delivery-stack.ts';
import type { StorageStack } from '../stacks/storage-stack.ts';

/** What the bill is made of, in the units that it counts; docs/cost.md has the prices. */
export function showCostDrivers(
  monitoring: MonitoringFacade,
  { storage, delivery, api }: { storage: StorageStack; delivery: DeliveryStack | undefined; api: ApiStack },
): void {
  const factory = monitoring.createMetricFactory();
  const { SUM } = MetricStatistic;
  const functions = {
    'metadata API': api.metadataApi,
    'image inspector': api.inspector,
    thumbnailer: api.thumbnailer,
    'change relay': api.relay,
    'object cleaner': api.cleaner,
    ...(delivery && { renderer: delivery.renderer }),
    ...(api.reconciler && { reconciler: api.reconciler }),
    ...(api.authorizer && { authorizer: api.authorizer }),
    ...(api.webhookSender && { 'webhook sender': api.webhookSender }),
  };
  const perFunction = <T>(make: (service: ServiceFunction, label: string) => T) =>
    Object.entries(functions).map(([label, service]) => make(service, label));
  const gigabyteSeconds = ({ function: lambda, memoryMb }: ServiceFunction, label: string) =>
    factory.divideMetric(
      factory.adaptMetric(lambda.metricDuration({ statistic: SUM })),
      (1000 * 1024) / memoryMb,
      label,
      // An id of its own, letters alone: expressions that share a graph must not share one.
      label.replace(/\W/g, ''),
    );
  const logBytes = (group: LogGroup, label: string) =>
    factory.createMetric(
      'IncomingBytes',
      SUM,
      label,
      { LogGroupName: group.logGroupName },
      undefined,
      'AWS/Logs',
    );

  monitoring.monitorCustom({
    humanReadableName: 'Cost drivers',
    alarmFriendlyName: 'CostDrivers',
    metricGroups: [
      { title: 'Lambda (GB-seconds)', metrics: perFunction(gigabyteSeconds) },
      {
        title: 'Logs (bytes)',
        metrics: [
          ...perFunction(({ logGroup }, label) => logBytes(logGroup, label)),
          logBytes(api.rest.accessLog, 'access log'),
        ],
      },
      {
        title: 'API requests',
        metrics: [factory.adaptMetric(api.rest.api.metricCount({ label: 'requests' }))],
      },
    ],
  });
  monitoring.monitorS3Bucket({
    bucket: storage.images.bucket,
    humanReadableName: 'Images',
    alarmFriendlyName: 'Images',
  });
}
