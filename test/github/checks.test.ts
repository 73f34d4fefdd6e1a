import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
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
      '.ci/together check:static check:engines',
      // The last, so that its summary is what one sees.
      'npm test',
    ]);
    expect(scripts['check:static'].split(' && ')).toEqual([
      'npm run lint',
      'npm run types',
      'npm run unused',
      'npm run synth',
      'npm run check:package',
      'npm run check:repository',
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

  it.each(['.ci/run', '.ci/engines', '.ci/together', '.githooks/pre-commit'])(
    '%s can be executed',
    (file) => {
      expect(statSync(file).mode & 0o111).toBe(0o111);
    },
  );
});

describe('checks beside each other', () => {
  /** In a package whose scripts do this. */
  const packageOf = (commands: Record<string, string>) => {
    const folder = mkdtempSync(join(tmpdir(), 'together-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    mkdirSync(join(folder, '.ci'));
    copyFileSync('.ci/together', join(folder, '.ci/together'));
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ scripts: commands }));
    return folder;
  };
  const together = (commands: Record<string, string>) => {
    const folder = packageOf(commands);
    const run = spawnSync(join(folder, '.ci/together'), Object.keys(commands), { encoding: 'utf8' });
    return { status: run.status, out: run.stdout, err: run.stderr };
  };

  it('tell what they said one after the other, and succeed together', () => {
    const { status, out, err } = together({
      one: 'until [ -e two ]; do sleep 0.1; done; echo first',
      two: 'echo last; touch two',
    });
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out).toMatch(/^first$.*^last$/ms);
  });

  it.each([
    [{ one: 'exit 3', two: 'echo fine' }, 'one'],
    [{ one: 'echo fine', two: 'exit 3' }, 'two'],
  ])('fail when one fails, and name it: %j', (commands, failed) => {
    const { status, out, err } = together(commands);
    expect({ status, err }).toEqual({ status: 1, err: `Failed: ${failed}\n` });
    expect(out).toMatch(/^fine$/m);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('end on %s with all that they have started', async (signal) => {
    // npm itself tells none but the shell that it has started.
    const started = `(trap 'touch ended; exit' TERM; touch began; for i in $(seq 600); do sleep 0.1; done) & wait`;
    const folder = packageOf({ one: started });
    const has = (file: string) => () => existsSync(join(folder, file));
    const run = spawn(join(folder, '.ci/together'), ['one']);
    await expect.poll(has('began'), { timeout: 30_000 }).toBe(true);
    run.kill(signal);
    expect(await once(run, 'close')).toEqual([130, null]);
    await expect.poll(has('ended'), { timeout: 10_000 }).toBe(true);
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
