import type { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { FAILURE_DIMENSIONS } from '../../../contract/metrics.ts';
import { type StageConfig, stages } from '../../../lib/stages/stages.ts';
import { type Resource, resourcesOf, synthesize, templatesOf } from '../../support/synthesized.ts';

/** What begins the logical ids of the alarms, and of the functions that they watch. */
const RELEASES = {
  ReleaseAlarms: ['MetadataApi', 'ImageInspector', 'Thumbnailer'],
  FollowingAlarms: ['ChangeRelay', 'ObjectCleaner'],
  ReconcilingAlarms: ['Reconciler'],
};
const FUNCTIONS = Object.values(RELEASES).flat();
/** https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_AlarmConfiguration.html */
const MOST_ALARMS_OF_A_GROUP = 10;
/** Minutes of the shortest shift, and how late CloudWatch may have the metrics of the minute that they are of. */
const SHIFT = 5;
const LATE = 2;

const templates = (config: Partial<StageConfig> = {}) => {
  const trial: StageConfig = { ...stages.staging!, apiP99Ms: 1234, ...config };
  return templatesOf(synthesize('trial', { stages: { trial } })) as { api: Template };
};

describe('a release that takes over in steps', () => {
  let api: Template;
  let alarms: Record<string, Resource>;
  let groups: [string, Resource][];
  beforeAll(() => {
    ({ api } = templates());
    alarms = Object.fromEntries(resourcesOf(api, 'AWS::CloudWatch::Alarm'));
    groups = resourcesOf(api, 'AWS::CodeDeploy::DeploymentGroup');
  });

  const versionOf = (name: string) => ({
    'Fn::GetAtt': [
      resourcesOf(api, 'AWS::Lambda::Version').find(([id]) => id.startsWith(name))![0],
      'Version',
    ],
  });
  const functionOf = (name: string) => ({
    Ref: resourcesOf(api, 'AWS::Lambda::Function').find(([id]) => id.startsWith(name))![0],
  });
  const alarmOf = (prefix: string) =>
    Object.keys(RELEASES).flatMap((release) =>
      Object.entries(alarms).filter(([id]) => id.startsWith(`${release}${prefix}`)),
    )[0]![1].Properties;
  const alarmIds = (release: string) => Object.keys(alarms).filter((id) => id.startsWith(release));

  it('is watched by every alarm of its part for each function of it, so that these go back together', () => {
    expect(groups).toHaveLength(FUNCTIONS.length);
    expect(Object.keys(RELEASES).flatMap(alarmIds).toSorted()).toEqual(Object.keys(alarms).toSorted());
    for (const [release, names] of Object.entries(RELEASES)) {
      const all = alarmIds(release).map((Ref) => ({ Name: { Ref } }));
      expect(all.length).toBeLessThanOrEqual(MOST_ALARMS_OF_A_GROUP);
      for (const [, { Properties: group }] of groups.filter(([id]) =>
        names.some((name) => id.startsWith(name)),
      ))
        expect(group.AlarmConfiguration).toEqual({
          Alarms: expect.arrayContaining(all),
          Enabled: true,
          IgnorePollAlarmFailure: false,
        });
    }
  });

  it.each([
    ['MetadataApi', 'RequestsFailed', 3, 1234],
    ['ImageInspector', 'MessagesFailed', 1, 10_000],
    ['Thumbnailer', 'MessagesFailed', 1, 15_000],
    ['ChangeRelay', 'MessagesFailed', 1, 10_000],
    ['ObjectCleaner', 'MessagesFailed', 1, 90_000],
    ['Reconciler', 'MessagesFailed', 0, 120_000],
  ])(
    'watches what the new version of %s fails, crashes in, and how long it takes',
    (name, failure, few, ms) => {
      const failures = alarmOf(`${name}Failures`);
      expect([failures.Namespace, failures.MetricName, failures.Statistic, failures.Threshold]).toEqual([
        'ImageIntake',
        failure,
        'Sum',
        few,
      ]);
      const dimensions = dimensionsOf(failures);
      expect(Object.keys(dimensions).sort()).toEqual([...FAILURE_DIMENSIONS.ofVersion].sort());
      expect(dimensions).toEqual({
        service: 'image-intake-trial',
        function: functionOf(name),
        version: versionOf(name),
      });

      const crashes = alarmOf(`${name}Crashes`);
      const latency = alarmOf(`${name}Latency`);
      expect([crashes.MetricName, crashes.Statistic, crashes.Threshold]).toEqual(['Errors', 'Sum', few]);
      expect([latency.MetricName, latency.ExtendedStatistic, latency.Threshold]).toEqual([
        'Duration',
        'p99',
        ms,
      ]);
      for (const alarm of [crashes, latency]) {
        expect(alarm.Namespace).toBe('AWS/Lambda');
        expect(dimensionsOf(alarm)).toEqual({
          FunctionName: functionOf(name),
          Resource: { 'Fn::Join': ['', [functionOf(name), ':live']] },
          ExecutedVersion: versionOf(name),
        });
      }
    },
  );

  it('watches the version that `live` is about to name', () => {
    for (const name of FUNCTIONS) {
      const [, live] = resourcesOf(api, 'AWS::Lambda::Alias').find(([id]) => id.startsWith(name))!;
      expect(live.Properties.FunctionVersion).toEqual(dimensionsOf(alarmOf(`${name}Failures`)).version);
    }
  });

  it('watches the 5xx of the API’s own stage', () => {
    const { Metrics } = alarmOf('Api5xx');
    const stats = Metrics.flatMap(({ MetricStat: stat }: { MetricStat?: object }) => stat ?? []);
    const [{ StageName }] = resourcesOf(api, 'AWS::ApiGateway::Stage').map(
      ([, { Properties }]) => Properties,
    );
    const [{ Name }] = resourcesOf(api, 'AWS::ApiGateway::RestApi').map(([, { Properties }]) => Properties);
    expect(stats).toHaveLength(2);
    for (const { Metric } of stats) {
      expect([Metric.Namespace, Metric.MetricName]).toEqual(['AWS/ApiGateway', '5XXError']);
      expect(dimensionsOf(Metric)).toEqual({ ApiName: Name, Stage: StageName });
    }
  });

  it('shifts nothing before the alarms look at the new versions', () => {
    for (const [id, alias] of resourcesOf(api, 'AWS::Lambda::Alias')) {
      const group = alias.UpdatePolicy.CodeDeployLambdaAliasUpdate.DeploymentGroupName.Ref;
      const watching = Object.entries(RELEASES).flatMap(([release, names]) =>
        names.some((name) => id.startsWith(name)) ? alarmIds(release) : [],
      );
      expect([id, alias.DependsOn]).toEqual([id, expect.arrayContaining([group, ...watching])]);
    }
  });

  it('keeps its alarms: a new version changes what they look at, and neither their names nor their number', () => {
    // Another name is all that replaces an alarm.
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-alarm.html
    const { api: next } = templates({ maxPixels: 1_000_000, urlExpiresSeconds: 61 });
    const ids = (template: Template, type: string) => resourcesOf(template, type).map(([id]) => id);
    expect(ids(next, 'AWS::Lambda::Version')).not.toEqual(ids(api, 'AWS::Lambda::Version'));
    expect(ids(next, 'AWS::CloudWatch::Alarm')).toEqual(Object.keys(alarms));
    for (const alarm of Object.values(alarms)) expect(alarm.Properties).not.toHaveProperty('AlarmName');
  });

  it('can ring in the shortest shift, though the metrics are late', () => {
    for (const { Properties } of Object.values(alarms)) {
      const periods = JSON.stringify(Properties).match(/"Period":\d+/g);
      expect(new Set(periods)).toEqual(new Set(['"Period":60']));
      expect(Properties.EvaluationPeriods).toBeLessThanOrEqual(SHIFT - LATE);
    }
  });

  it('looks for no zeros: CloudWatch would find one in the place of a failure that comes late', () => {
    expect(JSON.stringify(alarms)).not.toMatch(/FILL|DIFF/);
  });
});

describe('the release that mends what an alarm rings for', () => {
  it('takes over despite alarms, and in steps still', () => {
    const { api } = templates({ releaseDespiteAlarms: true });
    for (const [, { Properties: group }] of resourcesOf(api, 'AWS::CodeDeploy::DeploymentGroup')) {
      expect(group.AlarmConfiguration.Enabled).toBe(false);
      expect(group.DeploymentConfigName).toBe('CodeDeployDefault.LambdaCanary10Percent5Minutes');
    }
  });

  it.each([undefined, false])('is no other release (%s)', (releaseDespiteAlarms) => {
    const { api } = templates(releaseDespiteAlarms === undefined ? {} : { releaseDespiteAlarms });
    for (const [, { Properties: group }] of resourcesOf(api, 'AWS::CodeDeploy::DeploymentGroup'))
      expect(group.AlarmConfiguration.Enabled).toBe(true);
  });
});

it('a stage that releases all at once has no alarms of a release', () => {
  const { api } = templates({ canary: false });
  expect(resourcesOf(api, 'AWS::CloudWatch::Alarm')).toEqual([]);
  expect(resourcesOf(api, 'AWS::CodeDeploy::DeploymentGroup')).toEqual([]);
});

const dimensionsOf = ({ Dimensions }: Resource): Record<string, unknown> =>
  Object.fromEntries(Dimensions.map(({ Name, Value }: { Name: string; Value: unknown }) => [Name, Value]));
