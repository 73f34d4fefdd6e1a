import { execFile } from 'node:child_process';
import { globSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join, matchesGlob } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { oldestNode } from '../tools/package/tried/node.ts';

const MB = 2 ** 20;
/** On the disk: what `npm ci` may bring. */
const MOST_BYTES = 600 * MB;
/** A package of more has its reason. */
const HEAVY_BYTES = 5 * MB;

/** Bytes on the disk of all files in a folder, those with several names once. */
function bytesOf(folder: string, seen = new Set<number>()): number {
  const sizes = readdirSync(folder, { withFileTypes: true }).map((entry) => {
    const path = join(folder, entry.name);
    const { ino, blocks } = lstatSync(path);
    if (seen.has(ino)) return 0;
    seen.add(ino);
    // What runs have made is kept there.
    return blocks * 512 + (entry.isDirectory() && entry.name !== '.cache' ? bytesOf(path, seen) : 0);
  });
  return sizes.reduce((sum, size) => sum + size, 0);
}

it(`npm ci brings at most ${MOST_BYTES / MB} MB`, () => {
  expect(bytesOf('node_modules')).toBeLessThan(MOST_BYTES);
});

it('every heavy package has its reason in ADR 1', () => {
  const packages = globSync(['@*/*', '[!@.]*'], { cwd: 'node_modules' });
  const heavy = packages.filter((name) => bytesOf(join('node_modules', name)) > HEAVY_BYTES);
  const rows = readFileSync('docs/adr/0001-dependencies.md', 'utf8').matchAll(/^\| [\d, ]+ \| (.+?) \|/gm);
  const reasons = [...rows].flatMap(([, cell]) => [...cell!.matchAll(/`([^`]+)`/g)].map(([, name]) => name!));
  expect(heavy).toContain('aws-cdk-lib');
  expect(heavy.filter((name) => !reasons.some((reason) => matchesGlob(name, reason)))).toEqual([]);
});

it.each(['.', 'checks'])('npm ci in %s warns of nothing on Node.js 20', async (folder) => {
  const path = [dirname(await oldestNode()), process.env.PATH].join(delimiter);
  const flags = ['--dry-run', '--engine-strict', '--no-audit', '--no-fund'];
  const { stderr } = await promisify(execFile)('npm', ['ci', '--prefix', folder, ...flags], {
    env: { ...process.env, PATH: path },
  });
  expect(stderr).toBe('');
});
