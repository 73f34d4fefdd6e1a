import { createHash } from 'node:crypto';
import {
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { StageConfig } from '../../lib/stages/stages.ts';
import { synthesize } from './synthesize.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
// Inside node_modules, where no package.json makes the CommonJS bundles into ES modules.
const cache = join(root, 'node_modules/.cache/image-intake');
const KEPT_MS = 24 * 3_600_000;

/**
 * The folder of a stage's assembly, bundles included; synthesized once for each state of the sources.
 * @param settings - of the stage, in place of its own
 * @throws Error with one sentence, as `synthesize`
 */
export async function assemblyOf(
  stage: string,
  settings: Partial<StageConfig> = {},
  signal?: AbortSignal,
): Promise<string> {
  const sources = ['tools/local/synth-stage.ts', 'package-lock.json', '{contract,lambdas,lib}/**/*.{ts,cjs}']
    .flatMap((pattern) => globSync(pattern, { cwd: root }))
    .sort();
  const hash = createHash('sha256').update(JSON.stringify(settings));
  for (const file of sources) hash.update(file).update(readFileSync(join(root, file)));
  const folder = join(cache, `${stage}-${hash.digest('hex').slice(0, 16)}`);
  if (existsSync(folder)) {
    // In use: not to be removed by another process, when the sources have changed.
    utimesSync(folder, new Date(), new Date());
    return folder;
  }

  removeOld();
  const fresh = `${folder}.${process.pid}.${++made}`;
  mkdirSync(fresh, { recursive: true });
  try {
    await synthesize(stage, fresh, { settings, signal });
    renameSync(fresh, folder);
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    // Another one was faster.
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

/** Several starts of one process may synthesize the same at once. */
let made = 0;

/** Assemblies of sources that have changed since. */
function removeOld(): void {
  for (const name of globSync('*', { cwd: cache })) {
    const folder = join(cache, name);
    const changed = statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Infinity;
    if (changed < Date.now() - KEPT_MS) rmSync(folder, { recursive: true, force: true });
  }
}
