import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../lib/constructs/web/page-build.ts';

/** How long a folder is kept after it was asked for last. */
const KEPT_MS = 24 * 3_600_000;

interface FolderToKeep {
  /** Of its own kind alone; inside node_modules, where no package.json makes CommonJS bundles into ES modules. */
  cache: string;
  /** Beginning of its name. */
  prefix?: string;
  /** All that it is made of, from the repository's folder. */
  files: readonly string[];
  /** What it depends on beside them. */
  besides?: string;
  /** Fills an empty folder. */
  make: (folder: string) => Promise<unknown>;
}

/**
 * A folder that is made once for each state of its sources.
 * @throws Error as `make`
 */
export async function keptFolder({
  cache,
  prefix = '',
  files,
  besides = '',
  make,
}: FolderToKeep): Promise<string> {
  const parent = join(ROOT, 'node_modules/.cache', cache);
  const hash = createHash('sha256').update(besides);
  for (const file of files.toSorted()) hash.update(file).update(readFileSync(join(ROOT, file)));
  const folder = join(parent, prefix + hash.digest('hex').slice(0, 16));
  if (existsSync(folder)) {
    // In use: not to be removed by another process, when the sources have changed.
    utimesSync(folder, new Date(), new Date());
    return folder;
  }

  const fresh = `${folder}.${process.pid}.${++made}`;
  mkdirSync(fresh, { recursive: true });
  removeOld(parent);
  try {
    await make(fresh);
    renameSync(fresh, folder);
  } catch (error) {
    // Another one was faster.
    if (!existsSync(folder)) throw error;
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  return folder;
}

/** Several of one process may make the same at once. */
let made = 0;

/** Those of sources that have changed since. */
function removeOld(parent: string): void {
  for (const name of readdirSync(parent)) {
    const folder = join(parent, name);
    const used = statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Infinity;
    if (used < Date.now() - KEPT_MS) rmSync(folder, { recursive: true, force: true });
  }
}
