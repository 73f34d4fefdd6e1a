import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pageBuild, ROOT } from '../../lib/constructs/web/page-build.ts';

const cache = join(ROOT, 'node_modules/.cache/image-intake-page');
/** How long a page is kept after it was built. */
const KEPT_MS = 86_400_000;
const SOURCES = [
  'package-lock.json',
  'lib/constructs/web/page-build.ts',
  'web/**/*.*',
  'client/**/*.ts',
  'contract/**/*.ts',
];

/**
 * The folder of the built page, built once for each state of its sources; that takes some seconds.
 * @throws Error when it does not build
 */
export async function builtPage(): Promise<string> {
  const hash = createHash('sha256');
  const files = SOURCES.flatMap((pattern) => globSync(pattern, { cwd: ROOT })).sort();
  for (const file of files.filter((name) => !name.startsWith('web/dist/'))) {
    hash.update(file).update(readFileSync(join(ROOT, file)));
  }
  const state = hash.digest('hex').slice(0, 16);
  const folder = join(cache, state);
  if (existsSync(folder)) return folder;
  const fresh = `${folder}.${process.pid}`;
  mkdirSync(cache, { recursive: true });
  // Of sources that have changed since; a run that began before may still serve one of today.
  for (const name of globSync('????????????????', { cwd: cache })) {
    const old = join(cache, name);
    const built = statSync(old, { throwIfNoEntry: false })?.mtimeMs ?? Infinity;
    if (built < Date.now() - KEPT_MS) rmSync(old, { recursive: true, force: true });
  }
  try {
    await build(fresh);
    renameSync(fresh, folder);
  } catch (error) {
    // Another process was faster.
    if (!existsSync(folder)) throw error;
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  return folder;
}

async function build(folder: string): Promise<void> {
  const [program, flags] = pageBuild(folder);
  const child = spawn(program, flags, { cwd: ROOT, stdio: ['ignore', 'ignore', 'pipe'] });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint += text;
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (code !== 0) throw new Error(`The page does not build: ${complaint.trim()}`);
}
