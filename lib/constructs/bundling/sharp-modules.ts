import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { NativeModules } from './write-function.ts';

interface LockedPackage {
  version: string;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

interface Lock {
  lockfileVersion: number;
  packages: Record<string, LockedPackage>;
}

/** Lambda's arm64, whatever this machine is: `npm ci` leaves out what is built for others. */
const FOR_LAMBDA = ['--os=linux', '--cpu=arm64', '--libc=glibc'];
/** Notes and links of npm's own, which differ from machine to machine. */
const NPMS_OWN = new Set(['.package-lock.json', '.bin']);
const NPM_TIMEOUT_MS = 120_000;

const root = fileURLToPath(new URL('../../../', import.meta.url));
const installed = join(root, 'node_modules');
const ownCache = join(installed, '.cache/image-intake-modules');

/**
 * sharp as a function's own `node_modules`, since its native part cannot be bundled.
 * @param machine - where the function will run
 * @param cache - folder that keeps what npm installed for Lambda
 */
export function sharpModules(machine: 'lambda' | 'this', cache = ownCache): NativeModules {
  return {
    names: ['sharp'],
    copyTo(folder) {
      const target = join(folder, 'node_modules');
      if (machine === 'lambda') return copy(join(modulesForLambda(cache), 'node_modules'), target);
      const names = [
        ...packagesOf('sharp', readLock(), 'dependencies'),
        ...globSync('@img/sharp-*', { cwd: installed }),
      ];
      for (const name of names) copy(join(installed, name), join(target, name));
    },
  };
}

function copy(from: string, to: string): void {
  cpSync(from, to, { recursive: true, filter: (path) => !NPMS_OWN.has(basename(path)) });
}

/**
 * A folder with sharp and its parts for Lambda in `node_modules`: installed by npm from an extract of the repository's own
 * lock file, so that npm checks versions and integrity; kept for the next synthesis.
 * @throws Error when npm cannot install them: a thumbnailer without its library must not be deployed
 */
function modulesForLambda(cache: string): string {
  const lock = extract('sharp', readLock());
  const text = JSON.stringify(lock);
  const folder = join(cache, createHash('sha256').update(text).digest('hex').slice(0, 16));
  if (existsSync(folder)) return folder;
  mkdirSync(cache, { recursive: true });
  const work = mkdtempSync(join(cache, 'install-'));
  try {
    writeFileSync(join(work, 'package.json'), JSON.stringify(lock.packages['']));
    writeFileSync(join(work, 'package-lock.json'), text);
    const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--fetch-retries=1'];
    execFileSync('npm', ['ci', ...FOR_LAMBDA, ...flags], {
      cwd: work,
      stdio: 'pipe',
      timeout: NPM_TIMEOUT_MS,
    });
    place(work, folder);
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: Buffer };
    const [reason = message] = /npm error .*/.exec(stderr?.toString() ?? '') ?? [];
    throw new Error(
      `sharp for Lambda (linux, arm64), without which no thumbnail is drawn, cannot be installed: ${reason}`,
    );
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return folder;
}

/** Puts a folder where it belongs, unless another synthesis was faster. */
function place(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!existsSync(to)) throw error;
  }
}

/** The part of a lock file that is about one package: itself, and all that it depends on, on whatever machine. */
function extract(name: string, lock: Lock): Lock & { packages: { '': LockedPackage } } {
  const { version } = lock.packages[`node_modules/${name}`]!;
  const names = packagesOf(name, lock, 'dependencies', 'optionalDependencies');
  // With what lies inside of them: versions of their own.
  const belongs = (path: string) => names.some((one) => `${path}/`.startsWith(`node_modules/${one}/`));
  const packages = Object.fromEntries(Object.entries(lock.packages).filter(([path]) => belongs(path)));
  const own = { name: 'modules', version: '1.0.0', dependencies: { [name]: version } };
  return { lockfileVersion: lock.lockfileVersion, packages: { '': own, ...packages } };
}

/** A package and all that it depends on, each once: those that lie in `node_modules` itself. */
function packagesOf(
  name: string,
  lock: Lock,
  ...kinds: ('dependencies' | 'optionalDependencies')[]
): string[] {
  const found = new Set([`node_modules/${name}`]);
  for (const path of found)
    for (const kind of kinds)
      for (const dependency of Object.keys(lock.packages[path]?.[kind] ?? {})) {
        const place = placeOf(dependency, path, lock);
        if (place) found.add(place);
      }
  return [...found]
    .map((path) => path.slice('node_modules/'.length))
    .filter((path) => !path.includes(INSIDE));
}

const INSIDE = '/node_modules/';

/** Where a package finds another one: inside of itself, or of those that it is in. */
function placeOf(name: string, from: string, lock: Lock): string | undefined {
  for (let folder = from; folder !== ''; folder = folder.slice(0, Math.max(0, folder.lastIndexOf(INSIDE)))) {
    if (lock.packages[folder + INSIDE + name]) return folder + INSIDE + name;
  }
  return lock.packages[`node_modules/${name}`] && `node_modules/${name}`;
}

function readLock(): Lock {
  return JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as Lock;
}
