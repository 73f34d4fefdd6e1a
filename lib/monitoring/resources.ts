import { Duration } from 'aws-cdk-lib';
import {
  type LambdaFunctionMonitoringProps,
  LatencyType,
  type MonitoringFacade,
} from 'cdk-monitoring-constructs';
import type { ServiceFunction } from '../constructs/functions/service-function.ts';
import type { ApiStack } from '../stacks/api-stack.ts';
import type { DeliveryStack } from '../stacks/delivery-stack.ts';
import type { StorageStack } from '../stacks/storage-stack.ts';
import { serviceNameOf } from '../stages/service-name.ts';
import type { StageConfig } from '../stages/stages.ts';
import { alarm } from './alarms.ts';
import { showCostDrivers } from './cost-drivers.ts';
import { slowDrawings, watchDelivery } from './delivery.ts';
import { watchFailures } from './failures.ts';
import { watchedQueues, watchQueue } from './queues.ts';
import { watchReconciling } from './reconciling.ts';
import { watchWebhooks } from './webhooks.ts';

/** After which a change that nobody was told of alarms: the stream keeps it for 24 hours. */
const LATEST_CHANGE = Duration.hours(1);

interface Watched {
  config: StageConfig;
  storage: StorageStack;
  delivery: DeliveryStack | undefined;
  api: ApiStack;
}

/** The rest of the dashboard: every resource that can fail or cost, with the alarms on it. */
export function watchResources(
  monitoring: MonitoringFacade,
  { config, storage, delivery, api }: Watched,
): void {
  monitoring.monitorApiGateway({
    api: api.rest.api,
    apiStage: api.rest.api.deploymentStage.stageName,
    humanReadableName: 'REST API',
    alarmFriendlyName: 'Api',
    latencyTypesToRender: [LatencyType.P50, LatencyType.P99],
    add5XXFaultRateAlarm: {
      Critical: {
        maxErrorRate: 0.01,
        ...alarm({
          runbook: 'api-5xx',
          description: 'More than 1 % of API requests fail with 5xx.',
          minutes: 3,
        }),
      },
    },
    addLatencyP99Alarm: {
      Warning: {
        maxLatency: Duration.millis(config.apiP99Ms),
        ...alarm({
          runbook: 'api-latency',
          description: `The slowest of a hundred API requests takes over ${config.apiP99Ms} ms.`,
          minutes: 5,
        }),
      },
    },
  });
  for (const queue of watchedQueues(storage)) watchQueue(monitoring, queue);
  watchFunction(monitoring, api.metadataApi, 'MetadataApi');
  watchFunction(monitoring, api.inspector, 'ImageInspector');
  watchFunction(monitoring, api.thumbnailer, 'Thumbnailer');
  watchFunction(monitoring, api.relay, 'ChangeRelay', {
    isIterator: true,
    addMaxIteratorAgeAlarm: {
      Critical: {
        maxAgeInMillis: LATEST_CHANGE.toMilliseconds(),
        ...alarm({
          runbook: 'late-changes',
          description: 'Changes have waited over an hour to be relayed; the stream keeps them for 24.',
        }),
      },
    },
  });
  watchFunction(monitoring, api.cleaner, 'ObjectCleaner');
  if (api.webhookSender) watchFunction(monitoring, api.webhookSender, 'WebhookSender');
  watchWebhooks(monitoring, storage);
  if (api.reconciler) watchFunction(monitoring, api.reconciler, 'Reconciler');
  if (storage.reconciling) watchReconciling(monitoring, storage.reconciling, serviceNameOf(storage));
  if (delivery) {
    watchFunction(monitoring, delivery.renderer, 'Renderer', slowDrawings(delivery));
    watchDelivery(monitoring, delivery);
  }
  if (api.authorizer) watchAuthorizer(monitoring, api.authorizer);
  // Without an alarm: those on metrics of AWS/DynamoDB keep their state while there is no data, whatever they are told,
  // and never come to rest (docs/adr/operation/0007-what-is-watched.md). What the table fails, the functions count.
  monitoring.monitorDynamoTable({
    table: storage.records.table,
    humanReadableName: 'Records',
    alarmFriendlyName: 'Records',
  });
  watchFailures(monitoring, api);
  showCostDrivers(monitoring, { storage, delivery, api });
}

/**
 * Without an alarm on its errors: to refuse a token, a function must throw. What it cannot check it counts itself, and
 * whatever else fails it, the API answers with 5xx.
 */
function watchAuthorizer(monitoring: MonitoringFacade, { function: lambdaFunction }: ServiceFunction): void {
  const name = 'Authorizer';
  monitoring.monitorLambdaFunction({
    lambdaFunction,
    humanReadableName: name,
    alarmFriendlyName: name,
    addThrottlesCountAlarm: { Warning: throttles(name) },
  });
}

function watchFunction(
  monitoring: MonitoringFacade,
  service: ServiceFunction,
  name: string,
  more: Partial<LambdaFunctionMonitoringProps> = {},
): void {
  monitoring.monitorLambdaFunction({
    ...more,
    lambdaFunction: service.function,
    humanReadableName: name,
    alarmFriendlyName: name,
    addFaultCountAlarm: {
      Critical: {
        maxErrorCount: 0,
        ...alarm({
          runbook: 'function-errors',
          description: `${name} crashed, timed out, or answered nothing.`,
        }),
      },
    },
    addThrottlesCountAlarm: {
      Warning: throttles(name),
    },
  });
}

const throttles = (name: string) => ({
  maxErrorCount: 0,
  ...alarm({ runbook: 'function-throttles', description: `Lambda refuses to run ${name}.`, minutes: 3 }),
});
