import { copyFileSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import manifest from '../../client/package.json' with { type: 'json' };
import { writeDeclarations } from './declarations.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
/** The package as git has it. */
export const clientFolder = join(root, 'client');

/** What the client runs on: Node.js 20, workers, and browsers from Safari 16.4 on. */
const TARGET = ['es2022', 'node20', 'safari16.4'];

/** The names of the package's entries, `.` being `index`. */
const ENTRIES = Object.values(manifest.exports).flatMap((one) =>
  typeof one === 'string' ? [] : [basename(one.types, '.d.ts')],
);

/**
 * Builds the package's JavaScript and declarations into its `dist`, whole or not at all: two builds at a time do not see half
 * of each other.
 * @param folder - of the package, where its `package.json` is or will be
 */
export async function buildClient(folder = clientFolder): Promise<void> {
  const dist = join(folder, 'dist');
  mkdirSync(folder, { recursive: true });
  const fresh = mkdtempSync(join(folder, 'dist-'));
  try {
    await build({
      entryPoints: ENTRIES.map((name) => join(clientFolder, `${name}.ts`)),
      outdir: fresh,
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'neutral',
      target: TARGET,
      external: ['react'],
      chunkNames: 'shared/[hash]',
      logLevel: 'warning',
    });
    await writeDeclarations(ENTRIES, fresh);
    rmSync(dist, { recursive: true, force: true });
    renameSync(fresh, dist);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  copyFileSync(join(root, 'LICENSE'), join(folder, 'LICENSE'));
}
