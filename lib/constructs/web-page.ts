import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AssetHashType, type AssetOptions, DockerImage } from 'aws-cdk-lib';
import type { StageConfig } from '../stages.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Where the page's sources are. */
export const PAGE_SOURCES = join(root, 'web');

/** Builds the page when the stack that it is in is synthesized. */
export const pageBundling: Pick<AssetOptions, 'assetHashType' | 'bundling'> = {
  assetHashType: AssetHashType.OUTPUT,
  bundling: {
    // Never asked: building here always succeeds or throws.
    image: DockerImage.fromRegistry('none'),
    local: {
      tryBundle(folder) {
        buildPage(folder);
        return true;
      },
    },
  },
};

/**
 * Builds the page into a folder.
 * @throws Error when it does not build
 */
export function buildPage(folder: string): void {
  const require = createRequire(import.meta.url);
  const node = join(dirname(require.resolve('node/package.json')), 'bin', 'node');
  const vite = join(dirname(require.resolve('vite/package.json')), 'bin', 'vite.js');
  execFileSync(
    node,
    [vite, 'build', PAGE_SOURCES, '--outDir', folder, '--emptyOutDir', '--logLevel', 'error'],
    {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
}

/** `config.json` beside the page: what `web/config.ts` reads. */
export function pageConfig({ maxUploadBytes, allowedTypes }: StageConfig, apiBaseUrl: string) {
  return { apiBaseUrl, maxUploadBytes, allowedTypes: [...allowedTypes] };
}
