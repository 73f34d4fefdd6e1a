import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type App, CfnResource, Validations } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import type { IConstruct } from 'constructs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../lib/app.ts';
import { review } from '../../lib/review/review.ts';
import { stages } from '../../lib/stages/stages.ts';

const outdir = mkdtempSync(join(tmpdir(), 'review-'));
afterAll(() => rmSync(outdir, { recursive: true }));

describe('the review of all stages', () => {
  let app: App;
  let report: Report;
  beforeAll(() => {
    app = reviewed('clean');
    app.synth();
    report = reportOf('clean');
  });

  it('finds nothing that is not acknowledged', () => {
    expect(report.pluginReports.flatMap(({ violations }) => violations)).toEqual([]);
  });

  it.each(Object.keys(stages))('reaches %s', (stage) => {
    expect(app.node.tryFindChild(stage)).toBeDefined();
  });

  it('lets a finding be acknowledged on its own resource only, with a reason to read', () => {
    const acknowledged = app.node.findAll().flatMap(acknowledgementsOf);
    expect(acknowledged.length).toBeGreaterThan(0);
    for (const { at, id, reason } of acknowledged) {
      expect([at.node.path, id, CfnResource.isCfnResource(at)]).toEqual([at.node.path, id, true]);
      expect(reason).toMatch(/^[A-Z].{20,}\.$/);
    }
  });
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
  ])('fails synthesis on %s, by CloudFormation’s own schema', (_what, path, spoil, complaint) => {
    const app = createApp({ only: 'dev', ...unbundled });
    spoil(app.node.findAll().find(({ node }) => node.path === path) as CfnResource);
    const synth = () => app.synth();
    expect(synth).toThrow(complaint);
    expect(synth).toThrow(path);
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
