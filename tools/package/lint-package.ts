import { join } from 'node:path';
import { installedChecks } from '../checks/installed.ts';
import { clientFolder } from './build-client.ts';
import { run } from './run.ts';

/**
 * @param tarball what npm would publish
 * @throws Error with what `publint` or `@arethetypeswrong/cli` finds wrong with it
 */
export async function lintPackage(tarball: string): Promise<void> {
  const programs = join(installedChecks(), '.bin');
  const root = join(clientFolder, '..');
  const found = await run(join(programs, 'publint'), [tarball, '--strict'], root);
  // Of suggestions it tells too, but ends as if it had none.
  if (!found.includes('All good!')) throw new Error(found);
  // ES modules alone: everything that is promised, from Node.js 20 on, can import them.
  await run(join(programs, 'attw'), [tarball, '--profile', 'esm-only', '--no-emoji'], root);
}
