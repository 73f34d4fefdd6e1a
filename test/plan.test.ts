import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, matchesGlob, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { REPLACING, SHARING } from '../vitest.config.ts';

const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  encoding: 'utf8',
})
  .trim()
  .split('\n');

const MOST = 15;

describe('the plan of the house', () => {
  it(`has at most ${MOST} files side by side in any folder`, () => {
    const counts = Object.entries(Object.groupBy(tracked, dirname)).map(([folder, files]) => [
      folder,
      files!.length,
    ]);
    expect(counts.filter(([, count]) => Number(count) > MOST)).toEqual([]);
  });
});

describe('test files that share what they import', () => {
  const isOf = (globs: readonly string[]) => (file: string) => globs.some((glob) => matchesGlob(file, glob));
  const files = tracked.filter((file) => /^test\/.*\.test\.ts$/.test(file));
  const sharing = files.filter((file) => isOf(SHARING)(file) && !isOf(REPLACING)(file));

  it('replace no module, and no class of AWS’s, for those that come after them', () => {
    expect(sharing.length).toBeGreaterThan(100);
    expect(sharing.filter((file) => replaces(file))).toEqual([]);
  });

  /** By itself, or by a helper of the tests that it imports. */
  function replaces(file: string): boolean {
    const source = readFileSync(file, 'utf8');
    if (/vi\.(?:doM|m)ock\(|mockClient\([A-Z]/.test(source)) return true;
    const helpers = [...source.matchAll(/from '(\.[^']+)'/g)].map(([, path]) => join(dirname(file), path!));
    return helpers.some((helper) => helper.startsWith('test/') && helper.endsWith('.ts') && replaces(helper));
  }

  it('are run, as all the others are', () => {
    expect(listed().sort()).toEqual(files.sort());
  });

  it('are left out by a command that excludes them, as that of the engines does', () => {
    const kept = listed('test/e2e/web/', '--exclude=test/e2e/web/{gallery,viewer}/**');
    const expected = files.filter((file) => /^test\/e2e\/web\/(?!gallery\/|viewer\/)/.test(file));
    expect(kept.sort()).toEqual(expected.sort());
  });

  function listed(...args: string[]): string[] {
    const run = execFileSync('npx', ['vitest', 'list', ...args, '--filesOnly', '--json'], {
      encoding: 'utf8',
    });
    return (JSON.parse(run) as { file: string }[]).map(({ file }) => relative(process.cwd(), file));
  }
});
