import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type App, CfnResource, Validations } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import type { IConstruct } from 'constructs';
import { afterAll, describe, expect, it } from 'vitest';
import { createApp } from '../../lib/app.ts';
import { review } from '../../lib/review/review.ts';

const outdir = mkdtempSync(join(tmpdir(), 'review-'));
afterAll(() => rmSync(outdir, { recursive: true }));

// That no stage has a finding left: matrix/matrix.test.ts.
it('a finding is acknowledged on its own resource only, with a reason to read', () => {
  const acknowledged = createApp(unbundled).node.findAll().flatMap(acknowledgementsOf);
  expect(acknowledged.length).toBeGreaterThan(0);
  for (const { at, id, reason } of acknowledged) {
    expect([at.node.path, id, CfnResource.isCfnResource(at)]).toEqual([at.node.path, id, true]);
    expect(reason).toMatch(/^[A-Z].{20,}\.$/);
  }
});

describe('the review', () => {
  it('fails synthesis, and reports the resource, when a finding is not acknowledged', () => {
    const app = reviewed('finding', 'dev');
    new Bucket(app.node.findChild('dev').node.findChild('storage'), 'Careless');
    expect(() => app.synth()).toThrow(/\(AwsSolutions\)/);
    expect(findingsOf('finding')).toContainEqual(['AwsSolutions-S10', 'dev/storage/Careless/Resource']);
  });

  it('fails synthesis when an acknowledgement is taken away', () => {
    const app = reviewed('taken', 'dev');
    const role = app.node
      .findAll()
      .find(({ node }) => node.path === 'dev/api/MetadataApi/Role/DefaultPolicy/Resource')!;
    const entries = role.node.metadata;
    // `metadata` hands out a copy: empty what the entries hold.
    for (const { type, data } of entries)
      if (type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
        for (const id of Object.keys(data)) delete data[id];
    expect(() => app.synth()).toThrow(/\(AwsSolutions\)/);
    expect(findingsOf('taken').map(([rule]) => rule)).toContain('AwsSolutions-IAM5[Resource::*]');
  });

  it.each<[string, string, (resource: CfnResource) => void, string]>([
    [
      'an alias without version',
      'dev/api/MetadataApi/Live/Resource',
      (alias) => alias.addPropertyDeletionOverride('FunctionVersion'),
      "'FunctionVersion' is a required property",
    ],
    [
      'a misspelt property',
      'dev/storage/Uploads/Queue/Resource',
      (queue) => queue.addPropertyOverride('VisibilityTimeOut', 1),
      "'VisibilityTimeOut' was unexpected",
    ],
    [
      'a value of the wrong type',
      'dev/api/ImageInspector/Function/Resource',
      (lambda) => lambda.addPropertyOverride('MemorySize', 'much'),
      'MemorySize',
    ],
    [
      'a misspelt property of a property',
      'dev/api/ImageInspector/Function/Resource',
      (lambda) => lambda.addPropertyOverride('TracingConfig.Modus', 'Active'),
      "'Modus' was unexpected",
    ],
    [
      'a misspelt property of a list’s item',
      'dev/storage/Images/Bucket/Resource',
      (bucket) => bucket.addPropertyOverride('OwnershipControls.Rules', [{ Owner: 'me' }]),
      "'Owner' was unexpected",
    ],
    [
      'a name that breaks its pattern',
      'dev/api/ImageInspector/Live/Resource',
      (alias) => alias.addPropertyOverride('Name', 'not a name'),
      "'not a name' does not match",
    ],
    [
      'a number out of its range',
      'dev/api/Uploads/Resource',
      (mapping) => mapping.addPropertyOverride('ScalingConfig.MaximumConcurrency', 1),
      '1 is less than the minimum of 2',
    ],
    [
      'a text that is too long',
      'dev/api/ImageInspector/Function/Resource',
      (lambda) => lambda.addPropertyOverride('Description', 'x'.repeat(300)),
      'length 300 exceeds',
    ],
  ])('fails synthesis on %s, by CloudFormation’s own schema', (_what, path, spoil, complaint) => {
    const app = createApp({ only: 'dev', ...unbundled });
    spoil(app.node.findAll().find(({ node }) => node.path === path) as CfnResource);
    const synth = () => app.synth();
    expect(synth).toThrow(complaint);
    expect(synth).toThrow(path);
  });

  it('reports a value that the list of allowed ones does not have: a warning, as lists grow', () => {
    const app = reviewed('value', 'dev');
    const path = 'dev/api/ImageInspector/Function/Resource';
    const lambda = app.node.findAll().find(({ node }) => node.path === path) as CfnResource;
    lambda.addPropertyOverride('TracingConfig.Mode', 'Sometimes');
    app.synth();
    expect(findingsOf('value')).toEqual([['W3030', path]]);
  });
});

const unbundled = { context: { 'aws:cdk:bundling-stacks': [] } };

function reviewed(name: string, only?: string): App {
  return review(createApp({ outdir: join(outdir, name), ...unbundled, ...(only && { only }) }));
}

interface Report {
  pluginReports: {
    pluginName: string;
    violations: { ruleName: string; violatingConstructs: { constructPath: string }[] }[];
  }[];
}

function reportOf(name: string): Report {
  return JSON.parse(readFileSync(join(outdir, name, 'validation-report.json'), 'utf8'));
}

function findingsOf(name: string): [rule: string, path: string][] {
  return reportOf(name).pluginReports.flatMap(({ violations }) =>
    violations.flatMap(({ ruleName, violatingConstructs }) =>
      violatingConstructs.map(({ constructPath }) => [ruleName, constructPath] as [string, string]),
    ),
  );
}

function acknowledgementsOf(at: IConstruct): { at: IConstruct; id: string; reason: string }[] {
  return at.node.metadata
    .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .flatMap(({ data }) => Object.entries<string>(data).map(([id, reason]) => ({ at, id, reason })));
}
