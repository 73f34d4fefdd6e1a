import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

interface Job {
  environment?: string;
  concurrency?: { group: string; 'cancel-in-progress': boolean };
  needs?: string;
  uses?: string;
  steps?: { name?: string; run?: string; uses?: string }[];
}
interface Workflow {
  concurrency?: Job['concurrency'];
  jobs: Record<string, Job>;
}

const read = (name: string) => parse(readFileSync(`.github/workflows/${name}`, 'utf8')) as Workflow;
const [deploy, deployStage, rollback] = [read('deploy.yml'), read('deploy-stage.yml'), read('rollback.yml')];
const commandsOf = ({ steps = [] }: Job) => steps.flatMap(({ run }) => run ?? []);

/** As docs/deploy.md has it: reviewers are on environments of this name, and on no others. */
const asksReviewers = ({ environment }: Job) => environment?.endsWith('-approval') ?? false;

describe('whoever waits for a reviewer', () => {
  it('is asked before prod, in a job of its own that does nothing else', () => {
    expect(
      Object.entries(deployStage.jobs)
        .filter(([, job]) => asksReviewers(job))
        .map(([name]) => name),
    ).toEqual(['approve']);
    expect(deployStage.jobs.deploy!.needs).toBe('approve');
    expect(deployStage.jobs.approve!.steps!.filter(({ uses }) => uses)).toEqual([]);
  });

  it('holds no concurrency group: not by the job, nor by its workflow, nor by the one that calls it', () => {
    expect(deployStage.jobs.approve!.concurrency).toBeUndefined();
    for (const workflow of [deploy, deployStage]) expect(workflow.concurrency).toBeUndefined();
    for (const job of Object.values(deploy.jobs)) expect(job.concurrency).toBeUndefined();
  });

  it.each([
    ['one reviewer', 'branch_policy\nrequired_reviewers', 0],
    ['none', 'branch_policy', 1],
    ['no rule at all', '', 1],
  ])('must be there: %s', (_, rules, exits) => {
    const script = commandsOf(deployStage.jobs.approve!).find((run) => run.includes('gh api'))!;
    const { status, stdout } = runWith(script, { gh: [`printf '${rules}\\n'`] });
    expect(status).toBe(exits);
    if (exits > 0) expect(stdout).toContain('::error::prod-approval has no reviewers; see docs/deploy.md');
  });

  it('is asked on every way to a stage', () => {
    const callers = Object.values(deploy.jobs).filter(
      ({ environment, uses }) => environment || /deploy/.test(uses ?? ''),
    );
    for (const job of callers) expect(job.uses).toBe('./.github/workflows/deploy-stage.yml');
    expect(callers).toHaveLength(3);
  });
});

describe('a deployment', () => {
  const job = deployStage.jobs.deploy!;

  it('is the only one of its stage', () => {
    expect(job.concurrency).toEqual({
      group: expect.stringMatching(/^deploy-\$\{\{ inputs\.stage \}\}$/),
      'cancel-in-progress': false,
    });
  });

  it('settles first, and records the release last, when all went well', () => {
    const commands = commandsOf(job).map((run) => /npm run (smoke|release:\w+)|cdk deploy/.exec(run)?.[0]);
    expect(commands.filter(Boolean)).toEqual([
      'npm run release:settle',
      'cdk deploy',
      'npm run smoke',
      'npm run release:record',
    ]);
    for (const step of job.steps!) expect(step).not.toHaveProperty('if');
  });

  it.each([
    { cdk: 0, smoke: 0, exits: 0 },
    { cdk: 1, smoke: 0, exits: 1 },
    { cdk: 0, smoke: 1, exits: 1 },
    { cdk: 2, smoke: 1, exits: 1 },
  ])(
    'is smoke-tested throughout, and ends with $exits when cdk does with $cdk and the smoke test with $smoke',
    ({ cdk, smoke, exits }) => {
      const { status, stdout } = runWithStubs(commandsOf(job).find((run) => run.includes('cdk deploy'))!, {
        cdk,
        smoke,
      });
      expect(stdout.trim().split('\n')).toEqual([
        'smoke: --import tsx bin/smoke.ts --stage prod --until-stopped --every 2',
        'cdk: cdk deploy --app release prod/* --require-approval never',
        'cdk: done',
        'smoke: stopped',
      ]);
      expect(status).toBe(exits);
    },
  );

  it('fails when the smoke test could not even begin', () => {
    const { status } = runWithStubs(commandsOf(job).find((run) => run.includes('cdk deploy'))!, {
      cdk: 0,
      smoke: 'crash',
    });
    expect(status).toBe(1);
  });
});

it.each([
  ['deploy-stage.yml', deployStage.jobs.deploy!],
  ['rollback.yml', rollback.jobs.rollback!],
])('%s says which subject it shows to AWS, before it does', (_, { steps }) => {
  const says = steps!.findIndex(({ name }) => name === 'Say who asks');
  expect(says).toBeLessThan(steps!.findIndex(({ uses }) => uses?.startsWith('aws-actions/')));
  // With letters of base64url that base64 has not.
  const claims = { sub: 'repo:O@1/R@2:environment:prod', note: '>>>???~~~' };
  const token = ['{}', JSON.stringify(claims), '-']
    .map((part) => Buffer.from(part).toString('base64url'))
    .join('.');
  expect(token).toMatch(/[-_]/);
  const { stdout } = runWith(steps![says]!.run!, { curl: [`echo '{"value":"${token}"}'`] });
  expect(stdout).toBe('repo:O@1/R@2:environment:prod\n');
});

describe('the emergency', () => {
  it('is in the group of the stage’s deployments, and ends the one that runs', () => {
    expect(rollback.concurrency).toEqual({
      group: deployStage.jobs.deploy!.concurrency!.group,
      'cancel-in-progress': true,
    });
  });

  it('waits for nobody', () => {
    const jobs = Object.values(rollback.jobs);
    expect(jobs).toHaveLength(1);
    expect(jobs[0]).not.toHaveProperty('needs');
    expect(jobs.filter(asksReviewers)).toEqual([]);
    expect(commandsOf(jobs[0]!).at(-1)).toBe('npm run rollback -- "$STAGE"');
  });
});

/** Runs the step that deploys, with `node` and `npx` that only tell what they were asked for. */
function runWithStubs(
  script: string,
  ends: { cdk: number; smoke: number | 'crash' },
): SpawnSyncReturns<string> {
  const crashes = ends.smoke === 'crash';
  return runWith(script, {
    node: [
      ...(crashes ? ['exit 1'] : []),
      `trap 'echo "smoke: stopped"; exit ${ends.smoke}' TERM`,
      'echo "smoke: $*"',
      'touch "$STUBS/began"',
      // Until it is stopped; not for ever, if nobody does.
      'for _ in {1..300}; do sleep 0.1; done',
    ],
    npx: [
      ...(crashes ? [] : ['until [ -e "$STUBS/began" ]; do sleep 0.05; done']),
      'echo "cdk: $*"',
      'sleep 0.2',
      'echo "cdk: done"',
      `exit ${ends.cdk}`,
    ],
  });
}

/** Runs a step's script as GitHub does, with programs of ours. */
function runWith(script: string, programs: Record<string, string[]>): SpawnSyncReturns<string> {
  const folder = mkdtempSync(join(tmpdir(), 'step-'));
  try {
    for (const [name, lines] of Object.entries(programs)) {
      writeFileSync(join(folder, name), ['#!/bin/bash', ...lines].join('\n'));
      chmodSync(join(folder, name), 0o755);
    }
    const file = join(folder, 'step.sh');
    writeFileSync(file, script);
    const PATH = `${folder}${delimiter}${process.env.PATH}`;
    return spawnSync('bash', ['--noprofile', '--norc', '-e', '-o', 'pipefail', file], {
      encoding: 'utf8',
      env: { ...process.env, STAGE: 'prod', STUBS: folder, PATH },
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
