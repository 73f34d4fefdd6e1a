import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DescribeStacksCommand,
  GetTemplateCommand,
  ListStackResourcesCommand,
} from '@aws-sdk/client-cloudformation';
import { describe, expect, it } from 'vitest';
import type { DeployedTemplate } from '../../../tools/release/believed-versions.ts';
import { settle } from '../../../tools/release/settle-stage.ts';
import { synthesize } from '../../support/synthesized.ts';
import { FakeStage } from './fake-stage.ts';

const given = () =>
  new FakeStage({ api: { live: 7, versions: [5, 7] }, inspector: { live: 9, versions: [9] } });

describe('settling a stage', () => {
  it('has nothing to do while CloudFormation believes of live what is true', async () => {
    expect(await settle('prod', given().clients)).toBeUndefined();
  });

  it('has nothing to do before the first deployment', async () => {
    const stage = given();
    const missing = Object.assign(new Error('Stack with id prod-api does not exist'), {
      name: 'ValidationError',
    });
    stage.mocks.cloudFormation.on(DescribeStacksCommand).rejects(missing);
    expect(await settle('prod', stage.clients)).toBeUndefined();
  });

  it('pins the aliases that a rollback moved, without a shift, and leaves the others as they are', async () => {
    const stage = given();
    stage.functions.api!.live = 5;
    const settlement = await settle('prod', stage.clients);
    expect(settlement).toMatchObject({
      moved: [{ functionName: 'api', believed: 7, live: 5 }],
      stack: { stackName: 'prod-api', tags: { stage: 'prod' }, terminationProtection: false },
    });
    const { apiLive, inspectorLive } = settlement!.template.Resources;
    expect(apiLive).toEqual({
      Type: 'AWS::Lambda::Alias',
      Properties: { Name: 'live', FunctionVersion: '5' },
    });
    expect(inspectorLive).toHaveProperty('UpdatePolicy');
    expect(stage.inputsOf('UpdateAlias')).toEqual([]);
  });

  it('is done once: what was pinned is believed', async () => {
    const stage = given();
    Object.assign(stage.functions.api!, { live: 5, believed: { literal: 5 } });
    expect(await settle('prod', stage.clients)).toBeUndefined();
    stage.functions.api!.live = 4;
    expect((await settle('prod', stage.clients))!.moved).toEqual([
      { functionName: 'api', believed: 5, live: 4 },
    ]);
  });

  it('deploys the template of the stack with nothing else in it changed', async () => {
    const api = synthesize('prod').stacks.find(({ stackName }) => stackName === 'prod-api')!;
    const deployed = api.template as DeployedTemplate;
    const stage = given();
    const names = Object.entries(deployed.Resources)
      .filter(([, { Type }]) => Type === 'AWS::Lambda::Alias')
      .map(([id]) => id.replace(/Live.*/, ''));
    const resources = Object.entries(deployed.Resources)
      .filter(([, { Type }]) => /Lambda::(Alias|Version)$/.test(Type))
      .map(([LogicalResourceId, { Type: ResourceType }]) => {
        const name = names.find((one) => LogicalResourceId.startsWith(one))!;
        const qualifier = ResourceType.endsWith('Alias') ? 'live' : '7';
        return {
          LogicalResourceId,
          ResourceType,
          PhysicalResourceId: `arn:aws:lambda:x:1:function:${name}:${qualifier}`,
        };
      });
    for (const name of names) stage.functions[name] = { live: 5, believed: 7, versions: new Set([5, 7]) };
    const { cloudFormation } = stage.mocks;
    cloudFormation.on(ListStackResourcesCommand).resolves({ StackResourceSummaries: resources } as never);
    cloudFormation.on(GetTemplateCommand).resolves({ TemplateBody: JSON.stringify(deployed) });

    const { stack, template, moved } = (await settle('prod', stage.clients))!;
    expect(moved).toHaveLength(names.length);
    const synthesized = throughTheApp(stack, template);
    const expected = structuredClone(deployed);
    for (const resource of Object.values(expected.Resources)) {
      if (resource.Type !== 'AWS::Lambda::Alias') continue;
      resource.Properties!.FunctionVersion = '5';
      delete resource.UpdatePolicy;
    }
    expect(inOrder(synthesized)).toEqual(inOrder(expected));
  }, 120_000);
});

/** In what order the resources are listed that one waits for does not matter. */
const inOrder = (template: DeployedTemplate) =>
  JSON.parse(JSON.stringify(template), (key, value) => (key === 'DependsOn' ? [value].flat().sort() : value));

/** What `npm run release:settle` gives to `cdk deploy`. */
function throughTheApp(stack: object, template: object): DeployedTemplate {
  const folder = mkdtempSync(join(tmpdir(), 'settled-'));
  try {
    writeFileSync(join(folder, 'stack.json'), JSON.stringify(stack));
    writeFileSync(join(folder, 'template.json'), JSON.stringify(template));
    const app = `npx tsx tools/release/settled-app.ts ${folder}`;
    const out = join(folder, 'out');
    const flags = ['--quiet', '--no-path-metadata', '--no-asset-metadata'];
    execFileSync('npx', ['cdk', 'synth', '**', '--app', app, '--output', out, ...flags], { stdio: 'pipe' });
    const { artifacts } = JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8'));
    // No other name; the artifact's own is the stack's then.
    expect(Object.keys(artifacts)).toContain('prod-api');
    expect(artifacts['prod-api'].properties).toMatchObject({
      tags: { stage: 'prod' },
      terminationProtection: false,
    });
    return JSON.parse(readFileSync(join(out, 'prod-api.template.json'), 'utf8'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
