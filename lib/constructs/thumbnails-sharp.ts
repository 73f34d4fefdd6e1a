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
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { NativeModules } from './bundling.ts';

interface Lock {
  packages: Record<string, { version: string; integrity?: string; dependencies?: Record<string, string> }>;
}

/** The prebuilt library for Lambda's arm64: `npm ci` leaves it out on any other machine. */
const FOR_LAMBDA = ['@img/sharp-linux-arm64', '@img/sharp-libvips-linux-arm64'];
const FETCH_TIMEOUT_MS = 60_000;

const root = fileURLToPath(new URL('../../', import.meta.url));
const installed = join(root, 'node_modules');
const cache = join(installed, '.cache/image-intake-modules');

/**
 * sharp as a function's own `node_modules`, since its native part cannot be bundled.
 * @param machine where the function will run
 * @param onMissing told what to do when the part for Lambda is neither here nor to be had
 */
export function sharpModules(machine: 'lambda' | 'this', onMissing: (reason: string) => void): NativeModules {
  return {
    names: ['sharp'],
    copyTo(folder) {
      const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as Lock;
      for (const name of withDependencies('sharp', lock)) copy(join(installed, name), folder, name);
      if (machine === 'this') {
        for (const name of globSync('@img/sharp-*', { cwd: installed }))
          copy(join(installed, name), folder, name);
        return;
      }
      for (const name of FOR_LAMBDA) {
        const found = fetched(name, lock);
        if (found === undefined) return onMissing(`${name} cannot be fetched from npm's registry`);
        copy(found, folder, name);
      }
    },
  };
}

function copy(from: string, folder: string, name: string): void {
  cpSync(from, join(folder, 'node_modules', name), { recursive: true });
}

/** A package and all that it cannot do without; the platforms' own parts are optional ones. */
function withDependencies(name: string, lock: Lock): string[] {
  const dependencies = Object.keys(lock.packages[`node_modules/${name}`]?.dependencies ?? {});
  return [name, ...dependencies.flatMap((dependency) => withDependencies(dependency, lock))];
}

/**
 * The folder of a package as the lock file names it, by npm's own client; undefined without a connection.
 * @throws Error when it is not the one that was locked
 */
function fetched(name: string, lock: Lock): string | undefined {
  const { version, integrity } = lock.packages[`node_modules/${name}`]!;
  const folder = join(cache, `${name.replace('/', '-')}-${version}`);
  if (existsSync(folder)) return folder;
  mkdirSync(cache, { recursive: true });
  const work = mkdtempSync(join(cache, 'fetch-'));
  try {
    if (!packed(`${name}@${version}`, work)) return undefined;
    const [archive = ''] = globSync('*.tgz', { cwd: work });
    const hash = createHash('sha512')
      .update(readFileSync(join(work, archive)))
      .digest('base64');
    if (integrity !== `sha512-${hash}`) {
      throw new Error(`${name}@${version} of the registry is not the one that package-lock.json names`);
    }
    const unpacked = join(work, 'unpacked');
    mkdirSync(unpacked);
    execFileSync('tar', ['-xzf', join(work, archive), '-C', unpacked, '--strip-components=1']);
    place(unpacked, folder);
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

/** Whether npm could write the package's archive into the folder. */
function packed(spec: string, folder: string): boolean {
  const flags = ['--ignore-scripts', '--fetch-retries=0', '--fetch-timeout=20000'];
  try {
    execFileSync('npm', ['pack', spec, ...flags], {
      cwd: folder,
      stdio: 'ignore',
      timeout: FETCH_TIMEOUT_MS,
    });
    return true;
  } catch {
    return false;
  }
}
