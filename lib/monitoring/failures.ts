import { ComparisonOperator } from 'aws-cdk-lib/aws-cloudwatch';
import {
  type CustomMetricWithAlarm,
  MetricStatistic,
  type MonitoringFacade,
} from 'cdk-monitoring-constructs';
import { type FailureName, METRICS_NAMESPACE } from '../../contract/metrics.ts';
import type { ServiceFunction } from '../constructs/functions/service-function.ts';
import type { ApiStack } from '../stacks/api-stack.ts';
import { serviceNameOf } from '../stages/service-name.ts';
import { alarm, type FailuresOfFunction } from './alarms.ts';

/**
 * Messages that may fail in a minute before it alarms. One that never succeeds is not the matter: it fails every three
 * minutes or more, and then rests as a dead letter, which has an alarm of its own.
 */
const FAILED_MESSAGES = 2;

/** What the functions answered or gave back as failed, which Lambda itself counts as success. */
export function watchFailures(
  monitoring: MonitoringFacade,
  { metadataApi, inspector, thumbnailer, relay, cleaner, webhookSender, reconciler, authorizer }: ApiStack,
): void {
  const factory = monitoring.createMetricFactory();
  const failures = (name: FailureName, { function: lambda, node }: ServiceFunction) =>
    factory.createMetric(
      name,
      MetricStatistic.SUM,
      node.id,
      { service: serviceNameOf(node.scope!), function: lambda.functionName } satisfies FailuresOfFunction,
      undefined,
      METRICS_NAMESPACE,
    );
  // Of a run of the reconciler there is one message at a time, and half an hour from one attempt to the next.
  const isRun = (consumer: ServiceFunction) => consumer === reconciler;
  const failedMessages = (consumer: ServiceFunction): CustomMetricWithAlarm => ({
    metric: failures('MessagesFailed', consumer),
    alarmFriendlyName: `${consumer.node.id}-Messages-Failed`,
    addAlarm: {
      Warning: {
        threshold: isRun(consumer) ? 0 : FAILED_MESSAGES,
        comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
        ...alarm({
          runbook: 'failed-messages',
          description: isRun(consumer)
            ? 'A slice of a run of the reconciler failed; it is tried again half an hour later.'
            : `${consumer.node.id} fails one message after the other.`,
          minutes: isRun(consumer) ? 1 : 3,
        }),
      },
    },
  });
  const uncheckedTokens = (service: ServiceFunction): CustomMetricWithAlarm => ({
    metric: failures('TokensUnchecked', service),
    alarmFriendlyName: 'Tokens-Unchecked',
    addAlarm: {
      Critical: {
        threshold: 0,
        comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
        ...alarm({
          runbook: 'unchecked-tokens',
          description:
            'Access tokens cannot be checked: the issuer of the users does not answer, or not as it should.',
          minutes: 3,
        }),
      },
    },
  });
  const consumers = [inspector, thumbnailer, relay, cleaner, webhookSender, reconciler];
  monitoring.monitorCustom({
    humanReadableName: 'Failures',
    alarmFriendlyName: 'Failures',
    metricGroups: [
      { title: 'Requests answered with 5xx', metrics: [failures('RequestsFailed', metadataApi)] },
      {
        title: 'Failed messages',
        metrics: consumers.filter((consumer) => consumer !== undefined).map(failedMessages),
      },
      ...(authorizer ? [{ title: 'Unchecked access tokens', metrics: [uncheckedTokens(authorizer)] }] : []),
    ],
  });
}
