import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '../temporary-folder.ts';

/** The package of what only checks need; its own, so that nobody else installs it. */
const CHECKS = fileURLToPath(new URL('../../checks', import.meta.url));
const LOCK = 'package-lock.json';

/**
 * Installs what the lockfile of a package says, unless that is there. It is there whole or not at all, though several processes
 * install it at a time.
 * @param folder of the package; `checks` by default
 * @returns its `node_modules`
 * @throws Error when npm fails, which has said why
 */
export function installedChecks(folder = CHECKS): string {
  const modules = join(folder, 'node_modules');
  const lock = readFileSync(join(folder, LOCK), 'utf8');
  // Beside npm's own, which says less.
  const stamp = join(modules, '.installed-lock.json');
  const isInstalled = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === lock;
  /** Puts it where it belongs, unless another process was faster. */
  const place = (from: string, old: string) => {
    try {
      if (existsSync(modules) && !isInstalled()) renameSync(modules, old);
      renameSync(from, modules);
    } catch (error) {
      if (!isInstalled()) throw error;
    }
  };
  if (isInstalled()) return modules;

  console.error(`Installing what checks need into ${modules}, once`);
  // Beside the folder: on its disk, and where relative paths of the lockfile lead to the same.
  const fresh = temporaryFolder({ parent: join(folder, '..'), prefix: '.installing' });
  try {
    for (const file of ['package.json', LOCK]) cpSync(join(folder, file), join(fresh, file));
    const flags = ['--no-audit', '--no-fund', '--loglevel=error'];
    execFileSync('npm', ['ci', '--prefix', fresh, ...flags], { stdio: ['ignore', 'ignore', 'inherit'] });
    cpSync(join(fresh, LOCK), join(fresh, 'node_modules', basename(stamp)));
    place(join(fresh, 'node_modules'), join(fresh, 'old'));
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  return modules;
}
