import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ROOT } from '../../../lib/constructs/web/page-build.ts';
import { keptFolder } from '../../../tools/local/kept-folder.ts';

const HOUR_MS = 3_600_000;
const cache = `kept-folder-test-${process.pid}`;
let source: string;

beforeEach(() => {
  source = join(mkdtempSync(join(tmpdir(), 'kept-')), 'source.txt');
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(join(source, '..'), { recursive: true });
  rmSync(join(ROOT, 'node_modules/.cache', cache), { recursive: true, force: true });
});

/** Copies the source. @returns what was copied */
async function kept(meanwhile = () => {}): Promise<string> {
  return readFileSync(join(await keptCopy(meanwhile), 'copy'), 'utf8');
}
const keptCopy = (meanwhile = () => {}) =>
  keptFolder({
    cache,
    files: () => [relative(ROOT, source), relative(ROOT, join(source, '..'))],
    make: async (folder) => {
      meanwhile();
      copyFileSync(source, join(folder, 'copy'));
    },
  });

it('is made once for each state of its sources, folders among them or not', async () => {
  const make = vi.fn();
  writeFileSync(source, 'one');
  expect([await kept(make), await kept(make)]).toEqual(['one', 'one']);
  writeFileSync(source, 'two');
  mkdirSync(join(source, '../a folder'));
  expect([await kept(make), await kept(make)]).toEqual(['two', 'two']);
  expect(make).toHaveBeenCalledTimes(2);
});

it('never has what was saved while it was made under the state before', async () => {
  writeFileSync(source, 'one');
  expect(await kept(() => writeFileSync(source, 'two'))).toBe('two');
  writeFileSync(source, 'one');
  expect(await kept()).toBe('one');
});

it('is not removed as long as a process runs that uses it', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'Date'] });
  writeFileSync(source, 'one');
  const folder = await keptCopy();
  for (let hours = 0; hours < 30; hours += 10) vi.advanceTimersByTime(10 * HOUR_MS);
  writeFileSync(source, 'two');
  await keptCopy();
  expect(readFileSync(join(folder, 'copy'), 'utf8')).toBe('one');
  expect(statSync(folder).mtimeMs).toBeGreaterThan(Date.now() - 10 * HOUR_MS);
});

it('takes what it kept a day ago, and what a killed process left, away', async () => {
  const parent = join(ROOT, 'node_modules/.cache', cache);
  const left = [join(parent, 'of-yesterday'), join(parent, 'half-made.123.1')];
  for (const [index, folder] of left.entries()) {
    mkdirSync(folder, { recursive: true });
    const at = new Date(Date.now() - (index === 0 ? 25 : 2) * HOUR_MS);
    utimesSync(folder, at, at);
  }
  writeFileSync(source, 'one');
  await keptCopy();
  for (const folder of left) expect(statSync(folder, { throwIfNoEntry: false })).toBeUndefined();
});
