import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { installedChecks } from '../../../tools/checks/installed.ts';

let root: string;
let folder: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'checks-'));
  folder = join(root, 'checks');
  mkdirSync(folder);
  lock('one');
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true });
});

/** Has the package need these, which are folders beside it. */
function lock(...names: string[]): void {
  for (const name of names) {
    mkdirSync(join(root, name), { recursive: true });
    writeFileSync(join(root, name, 'package.json'), JSON.stringify({ name, version: '1.0.0' }));
  }
  const devDependencies = Object.fromEntries(names.map((name) => [name, `file:${join(root, name)}`]));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ devDependencies }));
  execFileSync('npm', ['install', '--package-lock-only', '--offline', '--no-audit'], { cwd: folder });
}

const packages = () => readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.'));
/** A file that no installation leaves. */
const mark = () => join(folder, 'node_modules/.mark');

it('installs what the lockfile says, once', () => {
  expect(installedChecks(folder)).toBe(join(folder, 'node_modules'));
  expect(packages()).toEqual(['one']);
  // Nothing is run any more, npm least of all.
  vi.stubEnv('PATH', '');
  expect(installedChecks(folder)).toBe(join(folder, 'node_modules'));
});

it('installs anew when the lockfile says something else', () => {
  installedChecks(folder);
  writeFileSync(mark(), '');
  lock('one', 'two');
  installedChecks(folder);
  expect(packages()).toEqual(['one', 'two']);
  expect(existsSync(mark())).toBe(false);
});

it('is there whole for each of several processes that need it at a time, and leaves nothing beside it', async () => {
  const module = join(import.meta.dirname, '../../../tools/checks/installed.ts');
  const source = `
    import { existsSync } from 'node:fs';
    import { installedChecks } from ${JSON.stringify(module)};
    console.log(existsSync(installedChecks(${JSON.stringify(folder)}) + '/one/package.json'));`;
  const processes = Array.from({ length: 3 }, () =>
    promisify(execFile)(process.execPath, ['--input-type=module', '-e', source]),
  );
  expect((await Promise.all(processes)).map(({ stdout }) => stdout)).toEqual(Array(3).fill('true\n'));
  expect(readdirSync(root).sort()).toEqual(['checks', 'one']);
});

it('leaves what there is when npm fails', () => {
  installedChecks(folder);
  writeFileSync(join(folder, 'package-lock.json'), '{}');
  expect(() => installedChecks(folder)).toThrow('npm ci');
  expect(packages()).toEqual(['one']);
  expect(readdirSync(root).sort()).toEqual(['checks', 'one']);
});
