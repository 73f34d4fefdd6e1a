import type { Template } from 'aws-cdk-lib/assertions';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createApp } from '../../../lib/app.ts';
import { stages } from '../../../lib/stages/stages.ts';
import { resourcesOf, serviceFunctionsOf, synthesize, templatesOf } from '../../support/synthesized.ts';

afterEach(() => vi.restoreAllMocks());

const CODE_DEPLOY = {
  'canary-10-percent-5-minutes': 'CodeDeployDefault.LambdaCanary10Percent5Minutes',
  'canary-10-percent-15-minutes': 'CodeDeployDefault.LambdaCanary10Percent15Minutes',
  'linear-10-percent-every-minute': 'CodeDeployDefault.LambdaLinear10PercentEvery1Minute',
  'linear-10-percent-every-3-minutes': 'CodeDeployDefault.LambdaLinear10PercentEvery3Minutes',
} as const;

/** Of a stage without users and webhooks. */
const FUNCTIONS = 6;

describe.each(Object.entries(CODE_DEPLOY))('a stage with the canary %s', (canary, configName) => {
  let api: Template;
  beforeAll(() => {
    const trial = { ...stages.dev!, canary: canary as keyof typeof CODE_DEPLOY, apiP99Ms: 1234 };
    api = templatesOf(synthesize('trial', { stages: { trial } })).api!;
  });

  it('shifts the traffic of every function in steps, and back on any alarm or failure', () => {
    const groups = resourcesOf(api, 'AWS::CodeDeploy::DeploymentGroup');
    expect(groups).toHaveLength(FUNCTIONS);
    for (const [, { Properties: group }] of groups) {
      expect(group.DeploymentConfigName).toBe(configName);
      expect(group.AlarmConfiguration.Enabled).toBe(true);
      expect(group.AutoRollbackConfiguration).toEqual({
        Enabled: true,
        Events: expect.arrayContaining([
          'DEPLOYMENT_FAILURE',
          'DEPLOYMENT_STOP_ON_REQUEST',
          'DEPLOYMENT_STOP_ON_ALARM',
        ]),
      });
    }
    const shifted = resourcesOf(api, 'AWS::Lambda::Alias').map(([, alias]) => alias.UpdatePolicy);
    const names = groups.map(([id]) => ({ Ref: id }));
    expect(shifted).toEqual(
      names.map((DeploymentGroupName) => ({
        CodeDeployLambdaAliasUpdate: expect.objectContaining({ DeploymentGroupName }),
      })),
    );
  });
});

describe('releases of the stages', () => {
  it('go all at once in dev, gradually in staging and prod', () => {
    const groups = Object.keys(stages).map((stage) => {
      const { api } = templatesOf(synthesize(stage));
      return [stage, resourcesOf(api!, 'AWS::CodeDeploy::DeploymentGroup').length];
    });
    expect(groups).toEqual([
      ['dev', 0],
      ['staging', FUNCTIONS],
      ['prod', FUNCTIONS],
    ]);
  });

  it('bring to prod the very bundles that staging verified', () => {
    const release = createApp({ context: { 'aws:cdk:bundling-stacks': ['staging/*', 'prod/*'] } }).synth();
    const bundles = (stage: string) =>
      serviceFunctionsOf(templatesOf(release.getNestedAssembly(`assembly-${stage}`)).api!).map(
        ([, { Properties }]) => Properties.Code.S3Key,
      );
    expect(new Set(bundles('prod')).size).toBe(FUNCTIONS);
    expect(bundles('prod')).toEqual(bundles('staging'));
  }, 120_000);
});

it.each(['x64', 'arm64'] as const)('a release that is made on %s says nothing about it', (architecture) => {
  vi.spyOn(process, 'arch', 'get').mockReturnValue(architecture);
  expect(synthesize('dev', {}).stacks.flatMap(({ messages }) => messages)).toEqual([]);
});
