import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { type FailureName, METRICS_NAMESPACE } from '../../contract/metrics.ts';
import type { ServiceFunction } from '../constructs/functions/service-function.ts';
import { serviceNameOf } from '../stages/service-name.ts';
import { type FailuresOfVersion, runbookLink } from './alarms.ts';

/**
 * Requests that may fail in a minute; one more rings. A client that tries one bad request three times again makes no
 * alarm.
 */
const FAILED_REQUESTS = 3;
/** The same of messages. One that fails comes back three minutes later: its queue's visibility timeout. */
const FAILED_MESSAGES = 1;
/** Share of all requests that may fail, whichever version answers: a broken one gets a tenth of them at first. */
const FAILED_SHARE = 0.05;

export interface ReleaseAlarmsProps {
  /**
   * Answers requests; those of the API by its name and stage as they are written, no references: the REST API itself waits
   * for the alias that these hold up.
   */
  answering?: { service: ServiceFunction; api?: { name: string; stage: string } };
  /** Take messages from queues, or changes from a stream. */
  consuming?: readonly ServiceFunction[];
  /** Messages that these may fail in a minute: one by default. */
  mayFail?: number;
}

interface ReleaseAlarm {
  metric: IMetric;
  /** The highest value that is fine. */
  threshold: number;
  /** What is wrong. */
  description: string;
  /** Heading in docs/runbook.md, as its anchor. */
  runbook: string;
  /** Bad minutes of how many: one of one by default. */
  minutes?: readonly [bad: number, of: number];
}

/**
 * What takes a release back. Each alarm looks at the versions that this very deployment publishes, by the minute, and
 * rings within five: the shortest shift. Without traffic it is silent. No metric is filled with zeros: CloudWatch gets
 * failures a minute or two late, and would find the zero in their place (docs/adr/operation/0015-what-takes-a-release-back.md).
 */
export class ReleaseAlarms extends Construct {
  /** Ten at most, which is all that CodeDeploy takes for a deployment group. */
  readonly all: Alarm[] = [];

  constructor(
    scope: Construct,
    id: string,
    { answering, consuming = [], mayFail = FAILED_MESSAGES }: ReleaseAlarmsProps,
  ) {
    super(scope, id);
    if (answering) {
      if (answering.api) this.watchApi(answering.api);
      this.watchVersion(answering.service, 'RequestsFailed', FAILED_REQUESTS);
    }
    for (const consumer of consuming) this.watchVersion(consumer, 'MessagesFailed', mayFail);
  }

  /** Whatever makes the gateway answer 5xx: also that it may not call the function. */
  private watchApi({ name, stage }: { name: string; stage: string }): void {
    const period = Duration.minutes(1);
    const failed = new Metric({
      namespace: 'AWS/ApiGateway',
      metricName: '5XXError',
      dimensionsMap: { ApiName: name, Stage: stage },
      statistic: 'Sum',
      period,
    });
    this.add('Api5xx', {
      metric: new MathExpression({
        expression: `IF(failed > ${FAILED_REQUESTS}, share, 0)`,
        usingMetrics: { failed, share: failed.with({ statistic: 'Average' }) },
        period,
        label: 'share of requests that fail, unless they are few',
      }),
      threshold: FAILED_SHARE,
      description: `The API answers more than ${FAILED_SHARE * 100} % of its requests with 5xx.`,
      runbook: 'release-5xx',
    });
  }

  private watchVersion(service: ServiceFunction, failure: FailureName, mayFail: number): void {
    const { function: lambda, live, p99Ms, node } = service;
    const { version } = lambda.currentVersion;
    const period = Duration.minutes(1);
    const failures = new Metric({
      namespace: METRICS_NAMESPACE,
      metricName: failure,
      dimensionsMap: {
        service: serviceNameOf(this),
        function: lambda.functionName,
        version,
      } satisfies FailuresOfVersion,
      statistic: 'Sum',
      period,
    });
    // Lambda counts by version while the alias has two. Not by the alias alone, which would add the old one's.
    // https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
    const dimensionsMap = {
      FunctionName: lambda.functionName,
      Resource: `${lambda.functionName}:${live.aliasName}`,
      ExecutedVersion: version,
    };
    this.add(`${node.id}Failures`, {
      metric: failures,
      threshold: mayFail,
      description: `The new version of ${node.id} fails, and says so itself (${failure}).`,
      runbook: 'release-failures',
    });
    this.add(`${node.id}Crashes`, {
      metric: live.metricErrors({ dimensionsMap, period }),
      threshold: mayFail,
      description: `The new version of ${node.id} crashes, times out, or does not start.`,
      runbook: 'release-crashes',
    });
    this.add(`${node.id}Latency`, {
      metric: live.metricDuration({ dimensionsMap, period, statistic: 'p99' }),
      threshold: p99Ms,
      description: `The slowest of a hundred calls of the new version of ${node.id} takes over ${p99Ms} ms.`,
      runbook: 'release-latency',
      // One slow call is the first one, or a neighbour's doing.
      minutes: [2, 3],
    });
  }

  private add(id: string, { metric, threshold, description, runbook, minutes = [1, 1] }: ReleaseAlarm): void {
    const [datapointsToAlarm, evaluationPeriods] = minutes;
    this.all.push(
      new Alarm(this, id, {
        metric,
        threshold,
        alarmDescription: `${description} A release under way is taken back. ${runbookLink(runbook)}`,
        comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
        datapointsToAlarm,
        evaluationPeriods,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      }),
    );
  }
}
