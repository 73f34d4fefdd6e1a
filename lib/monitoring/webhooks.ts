import type { Stack } from 'aws-cdk-lib';
import { ComparisonOperator } from 'aws-cdk-lib/aws-cloudwatch';
import { MetricStatistic, type MonitoringFacade } from 'cdk-monitoring-constructs';
import { METRICS_NAMESPACE, type MetricName } from '../../contract/metrics.ts';
import type { Storage } from '../constructs/storage/storage.ts';
import type { WebhookQueue } from '../constructs/storage/webhook-queue.ts';
import { serviceNameOf } from '../stages/service-name.ts';
import { alarm } from './alarms.ts';
import { watchQueue } from './queues.ts';

/** Seconds that an event may wait to be sent, or sent again after the first failures, before it alarms. */
const OLDEST_EVENT_SECONDS = 900;
/** Of the 120,000 messages that SQS lets a queue have in flight: those that wait for their next attempt are. */
const MOST_IN_FLIGHT = 100_000;

/** Each endpoint of the stage, with the alarms on it. */
export function watchWebhooks(
  monitoring: MonitoringFacade,
  storage: Stack & Pick<Storage, 'webhooks'>,
): void {
  for (const [name, queue] of storage.webhooks)
    watchEndpoint(monitoring, name, queue, serviceNameOf(storage));
}

function watchEndpoint(
  monitoring: MonitoringFacade,
  endpoint: string,
  webhook: WebhookQueue,
  service: string,
): void {
  const factory = monitoring.createMetricFactory();
  const counted = (name: MetricName, label: string) =>
    factory.createMetric(
      name,
      MetricStatistic.SUM,
      label,
      { service, endpoint },
      undefined,
      METRICS_NAMESPACE,
    );
  const alarmFriendlyName = `Webhook-${endpoint}`;
  watchQueue(monitoring, {
    queue: webhook,
    name: `Webhook ${endpoint}: events`,
    alarmName: alarmFriendlyName,
    old: {
      seconds: OLDEST_EVENT_SECONDS,
      runbook: 'webhook-age',
      description: `An event has waited over ${OLDEST_EVENT_SECONDS} seconds to be sent to the webhook ${endpoint}.`,
    },
    dead: {
      runbook: 'webhook-dead-letters',
      description: `The webhook ${endpoint} did not take events for a day; they rest in its dead-letter queue.`,
    },
  });
  monitoring.monitorCustom({
    humanReadableName: `Webhook ${endpoint}: deliveries`,
    alarmFriendlyName,
    metricGroups: [
      {
        title: 'Delivered, and failed attempts',
        metrics: [counted('WebhooksDelivered', 'delivered'), counted('WebhooksFailed', 'failed')],
      },
      {
        title: 'Waiting for another attempt',
        metrics: [
          {
            metric: factory.adaptMetric(
              webhook.queue.metricApproximateNumberOfMessagesNotVisible({ statistic: MetricStatistic.MAX }),
            ),
            alarmFriendlyName: 'In-Flight',
            addAlarm: {
              Critical: {
                threshold: MOST_IN_FLIGHT,
                comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
                ...alarm({
                  runbook: 'webhook-in-flight',
                  description: `Over ${MOST_IN_FLIGHT} events wait for another attempt at the webhook ${endpoint}; at 120,000 SQS gives out no more.`,
                  minutes: 3,
                }),
              },
            },
          },
        ],
      },
      {
        title: 'Secret unreadable',
        metrics: [
          {
            metric: counted('SecretsUnreadable', 'unreadable'),
            alarmFriendlyName: 'Secret-Unreadable',
            addAlarm: {
              Critical: {
                threshold: 0,
                comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
                ...alarm({
                  runbook: 'webhook-secret',
                  description: `Nothing is sent to the webhook ${endpoint}: its secret cannot be read.`,
                }),
              },
            },
          },
        ],
      },
    ],
  });
}
