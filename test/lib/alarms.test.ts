import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { type StageConfig, stages } from '../../lib/stages/stages.ts';
import { admitsService, type Statement } from '../../local/iam/policies.ts';
import { readAssembly } from '../../local/template/assembly.ts';
import { type Deployment, deploy, type Resource } from '../../local/template/deployment.ts';
import { synthesize } from '../support/synthesized.ts';
import { anchorsOf } from './anchors.ts';
import { SIGNED } from './delivery-keys.ts';

const ENVIRONMENT = {
  accountId: '111122223333',
  region: 'eu-central-1',
  queueUrl: (name: string) => `http://sqs/${name}`,
};

const SETTINGS: [string, Partial<StageConfig>][] = [
  ['without an address', {}],
  ['with an address', { alarmEmail: 'ops@a.example' }],
  ['with delivery', { delivery: SIGNED }],
];

describe.each(Object.entries(stages))('the alarms of %s', (stage, config) => {
  describe.each(SETTINGS)('%s', (_, settings) => {
    let deployment: Deployment;
    let alarms: Resource<AlarmProperties>[];
    beforeAll(() => {
      const assembly = synthesize(stage, { stages: { [stage]: { ...config, ...settings } } });
      deployment = deploy(readAssembly(assembly.directory), ENVIRONMENT);
      alarms = deployment.ofType<AlarmProperties>('AWS::CloudWatch::Alarm');
    });

    it('may do what they name as their actions', () => {
      const composed = deployment.ofType<AlarmProperties>('AWS::CloudWatch::CompositeAlarm');
      const actions = [...alarms, ...composed].flatMap((alarm) =>
        actionsOf(alarm.properties).map((action) => [alarm, action]),
      );
      expect(actions).not.toEqual([]);
      for (const [alarm, topic] of actions as [Resource, string][]) {
        const statements = topicPolicy(deployment, topic);
        const publish = (account: string) =>
          admitsService(statements, 'cloudwatch.amazonaws.com', {
            action: 'sns:Publish',
            resource: topic,
            context: { 'aws:SourceAccount': account, 'aws:SourceArn': alarm.arn },
          });
        expect([alarm.logicalId, publish(ENVIRONMENT.accountId)]).toEqual([alarm.logicalId, true]);
        expect([alarm.logicalId, publish('999999999999')]).toEqual([alarm.logicalId, false]);
      }
    });

    it('let no one but CloudWatch use their topic', () => {
      for (const topic of new Set(alarms.flatMap(({ properties }) => actionsOf(properties)))) {
        const request = { action: 'sns:Publish', resource: topic };
        const context = { 'aws:SourceAccount': ENVIRONMENT.accountId };
        expect(
          admitsService(topicPolicy(deployment, topic), 's3.amazonaws.com', { ...request, context }),
        ).toBe(false);
      }
    });

    it('do not look at AWS/DynamoDB, where CloudWatch takes missing data for no change', () => {
      for (const { logicalId, properties } of alarms)
        expect([logicalId, namespacesOf(properties)]).not.toEqual([
          logicalId,
          expect.arrayContaining(['AWS/DynamoDB']),
        ]);
    });

    it('are silent without data, and judge by the minute', () => {
      for (const { logicalId, properties } of alarms) {
        // Told by a run, once a day or so, zeros too: what it said holds until the next one.
        const isOfRuns = statsOf(properties).some(({ Metric }) => Metric.MetricName === 'FindingsLeft');
        const expected = isOfRuns ? 'ignore' : 'notBreaching';
        expect([logicalId, properties.TreatMissingData]).toEqual([logicalId, expected]);
        expect([logicalId, new Set(periodsOf(properties))]).toEqual([logicalId, new Set([60])]);
      }
    });

    it('stay within the limits that the schema of CloudFormation does not know', () => {
      // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
      // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-limits.html
      for (const { logicalId, properties } of alarms) {
        const { AlarmName = '', AlarmDescription, AlarmActions = [], EvaluationPeriods } = properties;
        const { DatapointsToAlarm = EvaluationPeriods } = properties;
        const seconds = EvaluationPeriods * Math.max(...periodsOf(properties));
        expect({
          logicalId,
          name: AlarmName.length <= 255,
          description: AlarmDescription.length <= 1024,
          actions: AlarmActions.length <= 5,
          metrics: statsOf(properties).length <= 10,
          aDay: seconds <= 86_400,
          mOfN: DatapointsToAlarm >= 1 && DatapointsToAlarm <= EvaluationPeriods,
        }).toEqual({
          logicalId,
          name: true,
          description: true,
          actions: true,
          metrics: true,
          aDay: true,
          mOfN: true,
        });
      }
    });

    it('say what is wrong, and name the section of the runbook that explains it', () => {
      const headings = new Set(anchorsOf(readFileSync('docs/runbook.md', 'utf8')));
      for (const { logicalId, properties } of alarms) {
        const anchor = /^\S.+\.\s+Runbook: docs\/runbook\.md#(\S+)$/.exec(properties.AlarmDescription)?.[1];
        expect([logicalId, anchor, headings.has(anchor ?? '')]).toEqual([logicalId, anchor, true]);
      }
    });
  });
});

interface MetricStat {
  Metric: { Namespace: string; MetricName: string };
  Period: number;
}

interface AlarmProperties {
  AlarmName?: string;
  DatapointsToAlarm?: number;
  EvaluationPeriods: number;
  AlarmDescription: string;
  AlarmActions?: string[];
  OKActions?: string[];
  InsufficientDataActions?: string[];
  TreatMissingData?: string;
  Namespace?: string;
  Period?: number;
  Metrics?: { MetricStat?: MetricStat; Period?: number; Expression?: string }[];
}

const actionsOf = ({ AlarmActions = [], OKActions = [], InsufficientDataActions = [] }: AlarmProperties) => [
  ...AlarmActions,
  ...OKActions,
  ...InsufficientDataActions,
];

const statsOf = ({ Metrics = [] }: AlarmProperties) => Metrics.flatMap(({ MetricStat: stat }) => stat ?? []);

/** Of the alarm's own metric and of those in its math. A query in SQL names its namespace as text. */
const namespacesOf = (alarm: AlarmProperties) => [
  ...(alarm.Namespace === undefined ? [] : [alarm.Namespace]),
  ...statsOf(alarm).map(({ Metric }) => Metric.Namespace),
  ...(alarm.Metrics ?? []).flatMap(({ Expression = '' }) => Expression.match(/AWS\/\w+/g) ?? []),
];

const periodsOf = (alarm: AlarmProperties) => [
  ...(alarm.Period === undefined ? [] : [alarm.Period]),
  ...statsOf(alarm).map(({ Period }) => Period),
];

/** The policy that takes the place of SNS's own. @throws Error when the action is no topic of the stage with one */
function topicPolicy(deployment: Deployment, topic: string): Statement[] {
  const known = deployment.ofType('AWS::SNS::Topic').some(({ ref }) => ref === topic);
  const policies = deployment
    .ofType<{ Topics: string[]; PolicyDocument: { Statement: Statement[] } }>('AWS::SNS::TopicPolicy')
    .filter(({ properties }) => properties.Topics.includes(topic));
  if (!known || policies.length === 0)
    throw new Error(`${topic} is no topic of the stage, or has no policy.`);
  return policies.flatMap(({ properties }) => properties.PolicyDocument.Statement);
}
