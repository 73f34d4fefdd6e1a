import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

/** The command line judges only the stacks it is asked for, and none in a Stage when asked for none in particular. */
const SELECTOR = /'(\*\*|[^' ]+\/\*)'|"(\*\*|[^" ]+\/\*)"/;

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
const outdir = mkdtempSync(join(tmpdir(), 'gate-'));
afterAll(() => rmSync(outdir, { recursive: true }));

describe('the gate, `npm run synth`', () => {
  it.each([
    ['passes', 'a clean app', '', 0],
    ['fails', 'a finding that nobody acknowledged', 'finding', 1],
  ])('%s on %s', { timeout: 180_000 }, (_verdict, _app, argument, status) => {
    const script = fileURLToPath(new URL('../support/app-with-finding.ts', import.meta.url));
    const app = `npx tsx ${script} ${argument}`;
    const output = join(outdir, `cdk-${argument}`);
    const run = spawnSync('npm', ['run', 'synth', '--', '--app', app, '--output', output], {
      encoding: 'utf8',
    });
    expect([run.status, run.stdout + run.stderr]).toEqual([
      status,
      status === 0
        ? expect.not.stringContaining('Careless')
        : expect.stringMatching(/dev\/storage\/Careless/),
    ]);
  });

  it.each(commandsOf(/\bcdk synth/))('has no way around it: %s names the stacks in `%s`', (_file, command) =>
    expect(command).toMatch(SELECTOR),
  );

  it('is what the list of checks and the release use', () => {
    expect(scripts.check).toContain('.ci/together check:static ');
    expect(scripts['check:static']).toContain('npm run synth');
    expect(commandsOf(/\bnpm run (synth|check)\b/).map(([file]) => file)).toEqual(
      expect.arrayContaining(['package.json', '.ci/run', '.github/workflows/deploy.yml']),
    );
  });
});

/** Every line with such a command that somebody or something runs: not those that prose talks about. */
function commandsOf(pattern: RegExp): [file: string, command: string][] {
  const documents = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', ...filesIn('docs', '.md')];
  const lists = ['package.json', ...filesIn('.ci'), ...filesIn('.github'), ...filesIn('.githooks')];
  return [...lists, ...documents].flatMap((file) => {
    const text = readFileSync(file, 'utf8');
    const fences = [...text.matchAll(/^```\w*\n([\s\S]*?)^```$/gm)].map(([, block]) => block);
    const inline = [...text.matchAll(/`((?:npx )?cdk synth [^`]+)`/g)].map(([, command]) => command);
    const read = file.endsWith('.md') ? [...fences, ...inline].join('\n') : text;
    const lines = read.split('\n').map((line) => line.trim());
    return lines
      .filter((line) => pattern.test(line) && !line.startsWith('#'))
      .map((line): [string, string] => [file, line]);
  });
}

function filesIn(folder: string, ending = ''): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map(({ parentPath, name }) => join(parentPath, name));
}
