import { readFileSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };

const { scripts } = manifest;
const read = (file: string) => readFileSync(file, 'utf8');
/** What a shell script does, line by line. */
const commandsOf = (file: string) =>
  read(file)
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
/** The commands of a workflow's steps. */
const runsOf = (file: string) => [...read(file).matchAll(/^ *- run: (.+)$/gm)].map(([, command]) => command);

describe('the list of checks', () => {
  it('is npm run check', () => {
    expect(scripts.check.split(' && ')).toEqual([
      'npm run lint',
      'npm run types',
      'npm run unused',
      'npm run synth',
      'npm run check:engines',
      // The last, so that its summary is what one sees.
      'npm test',
    ]);
  });

  it('is what .ci/run ends with, and the workflow calls nothing else', () => {
    expect(commandsOf('.ci/run').slice(-2)).toEqual(['npm ci', 'npm run check']);
    expect(runsOf('.github/workflows/check.yml').at(-1)).toBe('.ci/run');
    expect(read('.github/workflows/check.yml')).not.toMatch(/npm/);
  });

  it('has the git hook run the fast half of it', () => {
    const steps = commandsOf('.githooks/pre-commit').filter((line) => line.startsWith('npm'));
    expect(steps).toEqual(['npm run --silent lint', 'npm run --silent types']);
  });

  it.each(['.ci/run', '.ci/engines', '.githooks/pre-commit'])('%s can be executed', (file) => {
    expect(statSync(file).mode & 0o111).toBe(0o111);
  });
});

describe('synthesis', () => {
  it('asks for all stacks: without a selector, the CDK judges none that lies in a Stage', () => {
    expect(scripts.synth).toBe("cdk synth --quiet '**'");
  });

  it('is the same for a release', () => {
    expect(runsOf('.github/workflows/deploy.yml')).toContain('npm run synth -- --output release');
    expect(read('.github/workflows/deploy.yml')).not.toMatch(/cdk synth/);
  });
});
