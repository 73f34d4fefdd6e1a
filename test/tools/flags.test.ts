import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Runs a command as its users do. */
function npmRun(script: string, ...args: string[]) {
  return new Promise<{ code: number; out: string; err: string }>((resolve) => {
    execFile('npm', ['run', '--silent', script, '--', ...args], { cwd: root }, (error, out, err) => {
      // npm has warnings of its own.
      const lines = err.split('\n').filter((line) => !line.startsWith('npm '));
      resolve({ code: Number(error?.code ?? 0), out, err: lines.join('\n').trim() });
    });
  });
}

/** All commands that are programs of this repository. */
const OURS = Object.entries(manifest.scripts)
  // The rest are other people's: vitest, biome, tsc, and chains of them.
  .filter(([, command]) => /^(node|tsx) /.test(command))
  .map(([name]) => name);

/** Commands that would write files, or measure for minutes. */
const LABORIOUS = [
  'screenshots',
  'samples',
  'openapi',
  'cost',
  'drill',
  'bench',
  'bench:memory',
  'test:engines',
];

describe.concurrent('the commands', { timeout: 60_000 }, () => {
  it.each(OURS)(
    'npm run %s tells what it does, and does nothing else, when asked for help',
    async (script) => {
      const { code, out, err } = await npmRun(script, '--help');
      expect({ code, err }).toEqual({ code: 0, err: '' });
      expect(out).toContain(script === 'start' || script === 'dev' ? 'Usage: npm start' : 'Usage: npm run ');
      expect(out).toContain(script);
    },
  );

  it.each(LABORIOUS)('npm run %s does nothing but complain when a flag is misspelt', async (script) => {
    const err = "Unknown option '--hlep'; see --help";
    expect(await npmRun(script, '--hlep')).toEqual({ code: 2, out: '', err });
  });

  it.each([
    ['start', ['--prot', '1'], 1, "image-intake: Unknown option '--prot'; see --help"],
    ['demo', ['photo.jpg'], 1, "image-intake: Unexpected argument 'photo.jpg'; see --help"],
    ['inspect', ['--bogus'], 2, "Unknown option '--bogus'; see --help"],
    [
      'smoke',
      ['--base-url', 'here', '--api-key', 'k'],
      1,
      '--base-url must be an http or https URL, not "here"',
    ],
    ['rollback', ['--now', 'dev'], 1, "Unknown option '--now'; see --help"],
    ['fuzz', ['--cases', 'many'], 2, '--cases takes a whole number above 0.'],
    ['fuzz', ['--dir', 'nowhere'], 2, "ENOENT: no such file or directory, scandir 'nowhere'"],
    ['bench:inspect', ['nowhere'], 2, "ENOENT: no such file or directory, scandir 'nowhere'"],
    ['bench:list', ['-5'], 2, "Unknown option '-5'; see --help"],
    ['openapi', ['docs'], 2, "Unexpected argument 'docs'; see --help"],
    ['bench:list', ['many'], 2, 'SIZE takes a whole number above 0.'],
  ])('npm run %s -- %j is refused in one line', async (script, args, code, message) => {
    expect(await npmRun(script, ...args)).toEqual({ code, out: '', err: message });
  });

  it.each([
    ['smoke', [], 1],
    ['rollback', ['nowhere'], 1],
    ['bench:inspect', [], 2],
  ])('npm run %s -- %j tells how it is used', async (script, args, code) => {
    const result = await npmRun(script, ...args);
    expect(result).toMatchObject({ code, out: '' });
    expect(result.err).toMatch(/^Usage: npm run /);
  });
});
