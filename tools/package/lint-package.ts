import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import manifest from '../../client/package.json' with { type: 'json' };
import { clientFolder } from './build-client.ts';
import { run } from './run.ts';

const attw = fileURLToPath(
  new URL('../../node_modules/@arethetypeswrong/cli/dist/index.js', import.meta.url),
);

/**
 * @param tarball what npm would publish
 * @throws Error with what `publint` or `@arethetypeswrong/cli` finds wrong with it
 */
export async function lintPackage(tarball: string): Promise<void> {
  const { messages } = await publint({ pkgDir: clientFolder, strict: true, pack: false });
  if (messages.length > 0) {
    throw new Error(messages.map((message) => `publint: ${formatMessage(message, manifest)}`).join('\n'));
  }
  // ES modules alone: everything that is promised, from Node.js 20 on, can import them.
  await run(
    process.execPath,
    [attw, tarball, '--profile', 'esm-only', '--no-emoji'],
    join(clientFolder, '..'),
  );
}
