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
import { temporaryFolder } from '../temporary-folder.ts';

/** How long a folder is kept after it was used last. */
const KEPT_MS = 24 * 3_600_000;
/** How long one that is not made yet is taken for being made: its process may have been killed. */
const MAKING_MS = 3_600_000;

interface FolderToKeep {
  /** Of its own kind alone; inside node_modules, where no package.json makes CommonJS bundles into ES modules. */
  cache: string;
  /** Beginning of its name. */
  prefix?: string;
  /** All that it is made of now, from the repository's folder; folders among them are left out. */
  files: () => readonly string[];
  /** What it depends on beside them. */
  besides?: string;
  /** Fills an empty folder. */
  make: (folder: string) => Promise<unknown>;
}

/**
 * A folder that is made once for each state of its sources. Where it cannot be kept it is this process's own, and temporary.
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
  const present = () => join(parent, prefix + stateOf(files(), besides));
  for (;;) {
    const folder = present();
    if (existsSync(folder)) {
      use(folder);
      return folder;
    }
    const fresh = `${folder}.${process.pid}.${++made}`;
    try {
      mkdirSync(parent, { recursive: true });
      removeOld(parent);
      mkdirSync(fresh);
    } catch (error) {
      if (!NOT_OURS.has((error as NodeJS.ErrnoException).code!)) throw error;
      const own = temporaryFolder();
      process.once('exit', () => rmSync(own, { recursive: true, force: true }));
      await make(own);
      return own;
    }
    try {
      await make(fresh);
      // What was saved meanwhile is in it, or not: it is made again.
      if (present() === folder) renameSync(fresh, folder);
    } catch (error) {
      // Another one was faster.
      if (!existsSync(folder)) throw error;
    } finally {
      rmSync(fresh, { recursive: true, force: true });
    }
  }
}

/** Several of one process may make the same at once. */
let made = 0;

/** Of a folder that belongs to somebody else, or cannot be written by anybody. */
const NOT_OURS = new Set(['EACCES', 'EPERM', 'EROFS']);

function stateOf(files: readonly string[], besides: string): string {
  const hash = createHash('sha256').update(besides);
  for (const file of files.toSorted()) {
    const path = join(ROOT, file);
    if (statSync(path, { throwIfNoEntry: false })?.isFile()) hash.update(file).update(readFileSync(path));
  }
  return hash.digest('hex').slice(0, 16);
}

const used = new Set<string>();

/** Is not to be removed by another process, when the sources have changed, as long as this one runs. */
function use(folder: string): void {
  const touch = () => {
    try {
      utimesSync(folder, new Date(), new Date());
    } catch {
      // Another user's, who decides how long it is kept.
    }
  };
  touch();
  if (!used.has(folder)) setInterval(touch, KEPT_MS / 4).unref();
  used.add(folder);
}

/** Those of sources that have changed since, and what killed processes have left. */
function removeOld(parent: string): void {
  for (const name of readdirSync(parent)) {
    const folder = join(parent, name);
    const usedMs = statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Infinity;
    if (usedMs > Date.now() - (/\.\d+\.\d+$/.test(name) ? MAKING_MS : KEPT_MS)) continue;
    // At once, so that nobody finds a half of it.
    const gone = `${folder}.${process.pid}.${++made}`;
    try {
      renameSync(folder, gone);
      rmSync(gone, { recursive: true, force: true });
    } catch {
      // Removed by another process meanwhile, or not to be removed: no reason not to go on.
    }
  }
}
