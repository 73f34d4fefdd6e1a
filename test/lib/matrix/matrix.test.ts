import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../../lib/app.ts';
import { review } from '../../../lib/review/review.ts';
import type { StageConfig } from '../../../lib/stages/stages.ts';
import { synthesize } from '../../support/synthesized.ts';
import { globalNames } from './global-names.ts';
import { brokenLimits } from './limits.ts';
import { unboundedLogs } from './log-groups.ts';
import { ofType, type StageTemplates } from './templates.ts';
import { FULL, fullIn, VARIANTS } from './variants.ts';

/** Every stage that docs/stages.md allows, each field at each kind of value, reviewed in one synthesis. */
const outdir = mkdtempSync(join(tmpdir(), 'matrix-'));
const templates: Record<string, StageTemplates> = {};
beforeAll(() => {
  const app = review(createApp({ outdir, stages: VARIANTS, context: { 'aws:cdk:bundling-stacks': [] } }));
  try {
    app.synth();
  } catch {
    // The report says what is wrong, and the first test prints it.
  }
  const assembly = new CloudAssembly(outdir);
  for (const name of Object.keys(VARIANTS))
    templates[name] = templatesOf(assembly.getNestedAssembly(`assembly-${name}`), VARIANTS[name]!);
}, 180_000);
afterAll(() => rmSync(outdir, { recursive: true }));

it('no stage that the docs allow has a finding, of cdk-nag or of CloudFormation’s schemas', () => {
  expect(findings()).toEqual([]);
});

describe.each(Object.keys(VARIANTS))('the stage %s', (name) => {
  it('keeps the limits that no schema knows', () => {
    expect(brokenLimits(templates[name]!)).toEqual([]);
  });

  it('writes to no log group that nobody bounds', () => {
    expect(unboundedLogs(templates[name]!)).toEqual([]);
  });

  it('takes its logs with it, or keeps all of them', () => {
    const { data } = VARIANTS[name]!;
    for (const stack of Object.values(templates[name]!.stacks)) {
      for (const [id, { DeletionPolicy }] of ofType(stack, 'AWS::Logs::LogGroup'))
        expect([id, DeletionPolicy]).toEqual([id, data === 'destroy' ? 'Delete' : 'Retain']);
      const deletes = ofType(stack, 'Custom::AWS').filter(([, { Properties }]) => Properties.Delete);
      expect(deletes.map(([, { Properties }]) => JSON.stringify(Properties.Delete))).toEqual(
        data === 'destroy' && stack === templates[name]!.stacks.api
          ? [expect.stringMatching(/deleteLogGroup.*API-Gateway-Execution-Logs_/)]
          : [],
      );
    }
  });
});

describe('the same stage in two regions of one account', () => {
  it.each<[string, Record<string, StageConfig>, string]>([
    ['with a fixed `env`', { [FULL]: fullIn('us-east-1', 'page.b.example') }, FULL],
    ['where the deployer’s credentials decide', { dev: VARIANTS.dev! }, 'dev'],
  ])('%s takes no name twice that an account has once', (_what, stages, name) => {
    const there = templatesOf(synthesize(name, { stages }), { ...stages[name]!, env: us });
    const names = globalNames(templates[name]!);
    expect(names.length).toBeGreaterThanOrEqual(3);
    expect(globalNames(there).filter((taken) => names.includes(taken))).toEqual([]);
  });
});

const us = { account: '1'.repeat(12), region: 'us-east-1' };

function templatesOf(assembly: CloudAssembly, { env }: StageConfig): StageTemplates {
  const stacks = assembly.stacks.map(({ hierarchicalId, template }) => [
    hierarchicalId.split('/')[1],
    template,
  ]);
  return { stacks: Object.fromEntries(stacks), region: env?.region ?? 'eu-central-1' };
}

interface Report {
  pluginReports: {
    pluginName: string;
    violations: { ruleName: string; description: string; violatingConstructs: { constructPath: string }[] }[];
  }[];
}

/** Of every severity: a schema's warning, such as a value that its list does not have, is one too. */
function findings(): string[][] {
  const { pluginReports }: Report = JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8'));
  return pluginReports.flatMap(({ pluginName, violations }) =>
    violations.flatMap(({ ruleName, description, violatingConstructs }) =>
      violatingConstructs.map(({ constructPath }) => [pluginName, ruleName, constructPath, description]),
    ),
  );
}
