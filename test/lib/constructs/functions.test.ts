import type { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { RELAY_ENV } from '../../../lambdas/change-relay/env.ts';
import { PATIENCE as RELAY_PATIENCE } from '../../../lambdas/change-relay/patience.ts';
import { INSPECTOR_ENV } from '../../../lambdas/image-inspector/env.ts';
import { PATIENCE as INSPECTOR_PATIENCE } from '../../../lambdas/image-inspector/patience.ts';
import { METADATA_API_ENV } from '../../../lambdas/metadata-api/env.ts';
import { TABLE_PATIENCE } from '../../../lambdas/metadata-api/patience.ts';
import { CLEANER_ENV } from '../../../lambdas/object-cleaner/env.ts';
import { PATIENCE as CLEANER_PATIENCE } from '../../../lambdas/object-cleaner/patience.ts';
import { RECONCILER_ENV } from '../../../lambdas/reconciler/env.ts';
import { SPARE_MS } from '../../../lambdas/shared/aws/patience.ts';
import { THUMBNAILER_ENV } from '../../../lambdas/thumbnailer/env.ts';
import { PATIENCE as THUMBNAILER_PATIENCE } from '../../../lambdas/thumbnailer/patience.ts';
import { stages } from '../../../lib/stages/stages.ts';
import {
  type Resource,
  resourcesOf,
  serviceFunctionsOf,
  synthesize,
  templatesOf,
  theOnly,
} from '../../support/synthesized.ts';

/** What ServiceFunction adds to every environment. */
const HOUSE_ENV = ['METRICS_NAMESPACE', 'SERVICE_NAME'];

describe.each(Object.keys(stages))('every function of %s', (stage) => {
  const config = stages[stage]!;
  let api: Template;
  let storage: Template;
  let functions: [string, Resource][];
  beforeAll(() => {
    ({ api, storage } = templatesOf(synthesize(stage)) as { api: Template; storage: Template });
    functions = serviceFunctionsOf(api);
  });

  it('is one of those that there are, beside what CDK adds to deploy them', () => {
    expect(functions.map(([id]) => id.replace(/Function.*/, ''))).toEqual([
      'MetadataApi',
      'ImageInspector',
      'Thumbnailer',
      'ChangeRelay',
      'ObjectCleaner',
      'Reconciler',
    ]);
  });

  it('runs Node.js 24 on arm64, traced, with a memory and a time limit', () => {
    for (const [, { Properties }] of functions) {
      expect(Properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        TracingConfig: { Mode: 'Active' },
        MemorySize: expect.any(Number),
        Timeout: expect.any(Number),
      });
    }
  });

  it.each([
    ['MetadataApi', TABLE_PATIENCE],
    ['ImageInspector', INSPECTOR_PATIENCE],
    ['Thumbnailer', THUMBNAILER_PATIENCE],
    ['ChangeRelay', RELAY_PATIENCE],
    ['ObjectCleaner', CLEANER_PATIENCE],
  ])(
    '%s has time for every attempt of a call, however it stalls',
    (id, { attempts, requestMs, attemptMs }) => {
      const { Timeout } = theOnly(api, 'AWS::Lambda::Function', id).Properties;
      expect(attempts * attemptMs).toBeLessThan(1000 * Timeout - SPARE_MS);
      expect(requestMs).toBeLessThanOrEqual(attemptMs);
      // From here on the SDK begins to count idle time seconds late.
      expect(requestMs).toBeLessThan(6_000);
    },
  );

  it('logs JSON at the stage’s level to a group of its own, kept as long as the stage says', () => {
    const groups = new Set<string>();
    for (const [, { Properties }] of functions) {
      const { LogGroup, LogFormat, ApplicationLogLevel } = Properties.LoggingConfig;
      expect([LogFormat, ApplicationLogLevel]).toEqual(['JSON', config.logLevel]);
      expect(theOnly(api, 'AWS::Logs::LogGroup', LogGroup.Ref).Properties.RetentionInDays).toBe(
        config.logRetentionDays,
      );
      groups.add(LogGroup.Ref);
    }
    expect(groups.size).toBe(functions.length);
  });

  it('leaves no log group without retention', () => {
    for (const [id, group] of resourcesOf(api, 'AWS::Logs::LogGroup'))
      expect([id, group.Properties.RetentionInDays]).toEqual([id, config.logRetentionDays]);
  });

  it.each([
    ['MetadataApi', METADATA_API_ENV],
    ['ImageInspector', INSPECTOR_ENV],
    ['Thumbnailer', THUMBNAILER_ENV],
    ['ChangeRelay', RELAY_ENV],
    ['ObjectCleaner', CLEANER_ENV],
    ['Reconciler', RECONCILER_ENV],
  ])('%s gets the environment that it reads, and nothing else', (id, names) => {
    const { Variables } = theOnly(api, 'AWS::Lambda::Function', id).Properties.Environment;
    expect(Object.keys(Variables).sort()).toEqual([...names, ...HOUSE_ENV].sort());
  });

  it('names the stage in its metrics, so that stages in one account do not mix', () => {
    for (const [, { Properties }] of functions)
      expect(Properties.Environment.Variables).toMatchObject({
        METRICS_NAMESPACE: 'ImageIntake',
        SERVICE_NAME: `image-intake-${stage}`,
      });
  });

  it('keeps its older versions, for `live` to be put back on one, but none of a release that was rolled back', () => {
    const versions = resourcesOf(api, 'AWS::Lambda::Version');
    expect(versions).toHaveLength(functions.length);
    for (const [, version] of versions)
      expect([version.DeletionPolicy, version.UpdateReplacePolicy]).toEqual([
        'RetainExceptOnCreate',
        'Retain',
      ]);
  });

  it('is called through its alias `live`, which names one published version', () => {
    for (const [id] of functions) {
      const aliases = resourcesOf(api, 'AWS::Lambda::Alias').filter(
        ([, alias]) => alias.Properties.FunctionName.Ref === id,
      );
      expect(aliases.map(([, alias]) => alias.Properties.Name)).toEqual(['live']);
      const version = aliases[0]![1].Properties.FunctionVersion['Fn::GetAtt'];
      expect(version[1]).toBe('Version');
      expect(theOnly(api, 'AWS::Lambda::Version', version[0]).Properties.FunctionName.Ref).toBe(id);
    }
  });

  it.each([
    ['Uploads', 'ImageInspector', 10, config.inspectorConcurrency],
    ['Thumbnails', 'Thumbnailer', 1, config.thumbnailerConcurrency],
    ['Unrelayed', 'ChangeRelay', 10, 2],
    ['Cleaning', 'ObjectCleaner', 10, 5],
    ['Reconciling', 'Reconciler', 1, 2],
  ])('takes %s from their queue through `live`, retrying failed messages alone', (id, name, batch, cap) => {
    const { Properties } = theOnly(api, 'AWS::Lambda::EventSourceMapping', id);
    const [aliasId] = resourcesOf(api, 'AWS::Lambda::Alias').find(([alias]) => alias.startsWith(name))!;
    expect(JSON.stringify(Properties.FunctionName)).toMatch(new RegExp(`"Ref":"${aliasId}".*":live"`));
    expect(Properties).toMatchObject({
      BatchSize: batch,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: cap },
    });
    const queue = theOnly(storage, 'AWS::SQS::Queue', `${id}Queue`);
    const { Timeout } = theOnly(api, 'AWS::Lambda::Function', name).Properties;
    expect(queue.Properties.VisibilityTimeout).toBeGreaterThanOrEqual(6 * Timeout);
  });

  it('has a role of its own without managed policies', () => {
    const roles = functions.map(([, { Properties }]) => Properties.Role['Fn::GetAtt'][0]);
    expect(new Set(roles).size).toBe(functions.length);
    for (const id of roles)
      expect(theOnly(api, 'AWS::IAM::Role', id).Properties).not.toHaveProperty('ManagedPolicyArns');
  });
});
