import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const packageFolder = (name: string) => dirname(require.resolve(`${name}/package.json`));

/** The repository's folder, in which the page is built. */
export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** The command that builds the page into a folder, on the Node.js that the repository pins. */
export function pageBuild(folder: string): [program: string, flags: string[]] {
  const vite = join(packageFolder('vite'), 'bin/vite.js');
  return [
    join(packageFolder('node'), 'bin/node'),
    [vite, 'build', 'web', '--outDir', folder, '--emptyOutDir', '--logLevel', 'error'],
  ];
}
