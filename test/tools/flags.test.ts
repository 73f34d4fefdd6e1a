import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { SECTION_NAMES } from '../../bench/sections/all.ts';
import manifest from '../../package.json' with { type: 'json' };

const root = fileURLToPath(new URL('../..', import.meta.url));

interface Outcome {
  code: number;
  out: string;
  err: string;
}

function execute(program: string, args: string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(program, args, { cwd: root }, (error, out, err) => {
      // npm has warnings of its own.
      const lines = err.split('\n').filter((line) => !line.startsWith('npm '));
      resolve({ code: Number(error?.code ?? 0), out, err: lines.join('\n').trim() });
    });
  });
}

/** Runs a command as its users do. */
const npmRun = (script: Script, ...args: string[]) =>
  execute('npm', ['run', '--silent', script, '--', ...args]);

/** Runs the program behind a command. npm and tsx take longer to start than most of them. */
function run(script: Script, ...args: string[]): Promise<Outcome> {
  const [program] = /\S+\.ts\b/.exec(manifest.scripts[script])!;
  return execute(process.execPath, [program, ...args]);
}

type Script = keyof typeof manifest.scripts;

/** All commands that are programs of this repository. */
const OURS = (Object.keys(manifest.scripts) as Script[])
  // The rest are other people's: vitest, biome, tsc, and chains of them.
  .filter((name) => /^(node|tsx) (?!bin\/install\/(checks|slim)\.)/.test(manifest.scripts[name]));

/** Commands that would write files, or measure for minutes. */
const LABORIOUS: Script[] = [
  'screenshots',
  'samples',
  'openapi',
  'cost',
  'drill',
  'bench',
  'bench:memory',
  'test:engines',
];

const TO_A_SERVICE = ['--base-url', 'http://127.0.0.1:1/v1', '--api-key', 'a-key'];

describe.concurrent('the commands', { timeout: 60_000 }, () => {
  it.each(OURS)(
    'npm run %s tells what it does, and does nothing else, when asked for help',
    async (script) => {
      const { code, out, err } = await run(script, '--help');
      expect({ code, err }).toEqual({ code: 0, err: '' });
      expect(out).toContain(script === 'start' || script === 'dev' ? 'Usage: npm start' : 'Usage: npm run ');
      expect(out).toContain(script);
    },
  );

  it.each(LABORIOUS)('npm run %s does nothing but complain when a flag is misspelt', async (script) => {
    const err = "Unknown option '--hlep'; see --help";
    expect(await run(script, '--hlep')).toEqual({ code: 2, out: '', err });
  });

  it.each<[Script, string[], number, string]>([
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
    ['bench', ['--only', 'lunch'], 2, `--only takes ${SECTION_NAMES.join(', ')}, not "lunch".`],
    ['openapi', ['docs'], 2, "Unexpected argument 'docs'; see --help"],
    ['bench:list', ['many'], 2, 'SIZE takes a whole number above 0.'],
    [
      'import',
      [...TO_A_SERVICE, 'nowhere'],
      1,
      'nowhere cannot be imported: It is not there, or is a link to what is not there.',
    ],
    [
      'import',
      [...TO_A_SERVICE, 's3://'],
      1,
      's3:// names no bucket: give s3://BUCKET or s3://BUCKET/PREFIX.',
    ],
    [
      'import',
      [...TO_A_SERVICE, 'docs', '--concurrency', '101'],
      2,
      '--concurrency takes a whole number from 1 to 100.',
    ],
    [
      'import',
      [...TO_A_SERVICE, 'docs', '--tag', 'x'.repeat(65)],
      2,
      '--tag must have at most 64 characters.',
    ],
    ['import', [...TO_A_SERVICE, 'docs', '--user', ' '], 2, '--user must have a character that can be seen.'],
    [
      'import',
      [...TO_A_SERVICE, 'docs', '--base-url', 'here'],
      1,
      'baseUrl must be an absolute URL that begins with https:// or http://',
    ],
  ])('npm run %s -- %j is refused in one line', async (script, args, code, message) => {
    expect(await run(script, ...args)).toEqual({ code, out: '', err: message });
  });

  it.each<[Script, string[], number]>([
    ['smoke', [], 1],
    ['rollback', ['nowhere'], 1],
    ['bench:inspect', [], 2],
    ['import', ['docs'], 2],
  ])('npm run %s -- %j tells how it is used', async (script, args, code) => {
    const result = await run(script, ...args);
    expect(result).toMatchObject({ code, out: '' });
    expect(result.err).toMatch(/^Usage: npm run /);
  });

  // By node after a check, by tsx, and by node alone.
  it.each<[Script, number]>([
    ['start', 1],
    ['demo', 1],
    ['inspect', 2],
    ['bench', 2],
  ])('npm run %s passes on its flags, what the program says and how it ends', async (script, code) => {
    const help = await npmRun(script, '--help');
    expect(help).toEqual(await run(script, '--help'));
    expect(help.code).toBe(0);
    const { err, ...misspelt } = await npmRun(script, '--hlep');
    expect(misspelt).toEqual({ code, out: '' });
    expect(err).toMatch(/^(image-intake: )?Unknown option '--hlep'; see --help$/);
  });
});
