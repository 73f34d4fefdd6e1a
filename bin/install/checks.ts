import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { installedChecks } from '../../tools/checks/installed.ts';

/** `node bin/install/checks.ts NAME …` runs a program of the package `checks`: behind `npm run lint`, `types` and others. */
const [name, ...args] = process.argv.slice(2);
if (name === undefined) {
  console.error(
    'Usage: node bin/install/checks.ts NAME …, with the name of a program of checks/package.json',
  );
  process.exitCode = 2;
} else {
  const { status, error } = spawnSync(join(installedChecks(), '.bin', name), args, { stdio: 'inherit' });
  if (error) console.error(`${name} of checks/package.json cannot be run: ${error.message}`);
  process.exitCode = status ?? 1;
}
