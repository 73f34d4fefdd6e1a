import { Duration } from 'aws-cdk-lib';
import {
  type LambdaFunctionMonitoringProps,
  LatencyType,
  type MonitoringFacade,
} from 'cdk-monitoring-constructs';
import type { ServiceFunction } from '../constructs/functions/service-function.ts';
import type { ApiStack } from '../stacks/api-stack.ts';
import type { StorageStack } from '../stacks/storage-stack.ts';
import type { StageConfig } from '../stages/stages.ts';
import { alarm } from './alarms.ts';
import { watchCleaning } from './cleaning.ts';
import { showCostDrivers } from './cost-drivers.ts';
import { watchFailures } from './failures.ts';
import { watchWebhooks } from './webhooks.ts';

/** Seconds that an upload may wait to be inspected before it alarms. */
const OLDEST_MESSAGE_SECONDS = 300;
/** Milliseconds after which a change that nobody was told of alarms: the stream keeps it for 24 hours. */
const LATEST_CHANGE = Duration.hours(1);
/** Seconds that a change may wait to be relayed once it was set aside. */
const OLDEST_UNRELAYED_SECONDS = 900;
/** The same for its thumbnail: pages show the image itself meanwhile. */
const OLDEST_THUMBNAIL_SECONDS = 900;

interface Watched {
  config: StageConfig;
  storage: StorageStack;
  api: ApiStack;
}

/** The rest of the dashboard: every resource that can fail or cost, with the alarms on it. */
export function watchResources(monitoring: MonitoringFacade, { config, storage, api }: Watched): void {
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
  monitoring.monitorSqsQueueWithDlq({
    queue: storage.uploads.queue,
    deadLetterQueue: storage.uploads.deadLetters,
    humanReadableName: 'Upload events',
    alarmFriendlyName: 'Uploads',
    addQueueMaxMessageAgeAlarm: {
      Warning: {
        maxAgeInSeconds: OLDEST_MESSAGE_SECONDS,
        ...alarm({
          runbook: 'queue-age',
          description: `An upload has waited over ${OLDEST_MESSAGE_SECONDS} seconds to be inspected.`,
          minutes: 3,
        }),
      },
    },
    addDeadLetterQueueMaxSizeAlarm: {
      Critical: {
        maxMessageCount: 0,
        ...alarm({
          runbook: 'dead-letters',
          description: 'Uploads could not be inspected and rest in the dead-letter queue.',
        }),
      },
    },
  });
  monitoring.monitorSqsQueueWithDlq({
    queue: storage.thumbnails.queue,
    deadLetterQueue: storage.thumbnails.deadLetters,
    humanReadableName: 'Thumbnail requests',
    alarmFriendlyName: 'Thumbnails',
    addQueueMaxMessageAgeAlarm: {
      Warning: {
        maxAgeInSeconds: OLDEST_THUMBNAIL_SECONDS,
        ...alarm({
          runbook: 'thumbnails',
          description: `An image has waited over ${OLDEST_THUMBNAIL_SECONDS} seconds for its thumbnail.`,
          minutes: 3,
        }),
      },
    },
    addDeadLetterQueueMaxSizeAlarm: {
      Warning: {
        maxMessageCount: 0,
        ...alarm({
          runbook: 'thumbnails',
          description: 'Thumbnails could not be made and rest in the dead-letter queue.',
        }),
      },
    },
  });
  monitoring.monitorSqsQueueWithDlq({
    queue: storage.unrelayed.queue,
    deadLetterQueue: storage.unrelayed.deadLetters,
    humanReadableName: 'Changes that were set aside',
    alarmFriendlyName: 'Unrelayed',
    addQueueMaxMessageAgeAlarm: {
      Warning: {
        maxAgeInSeconds: OLDEST_UNRELAYED_SECONDS,
        ...alarm({
          runbook: 'unrelayed-changes',
          description: `A change that was set aside has waited over ${OLDEST_UNRELAYED_SECONDS} seconds to be relayed.`,
          minutes: 3,
        }),
      },
    },
    addDeadLetterQueueMaxSizeAlarm: {
      Critical: {
        maxMessageCount: 0,
        ...alarm({
          runbook: 'unrelayed-changes',
          description: 'Changes could not be relayed and rest in the dead-letter queue.',
        }),
      },
    },
  });
  watchCleaning(monitoring, storage.cleaning);
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
  if (api.authorizer) watchAuthorizer(monitoring, api.authorizer);
  // Without an alarm: those on metrics of AWS/DynamoDB keep their state while there is no data, whatever they are told,
  // and never come to rest (docs/adr/operation/0007-what-is-watched.md). What the table fails, the functions count.
  monitoring.monitorDynamoTable({
    table: storage.records.table,
    humanReadableName: 'Records',
    alarmFriendlyName: 'Records',
  });
  watchFailures(monitoring, api);
  showCostDrivers(monitoring, { storage, api });
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
