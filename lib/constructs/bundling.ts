import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { buildSync, type Metafile } from 'esbuild';
import { assertWithinBudget } from './bundling/budget.ts';

export interface Bundle {
  bytes: number;
  /** By gzip. */
  compressedBytes: number;
  metafile: Metafile;
}

/** Packages with native parts: no bundler takes them in, the function finds them in a `node_modules` of its own. */
export interface NativeModules {
  names: readonly string[];
  /** Writes them below a function's folder. */
  copyTo(folder: string): void;
}

/** What the SDK loads on demand and these functions never demand: Lambda's credentials come in the environment. */
const NEVER_LOADED = [
  '@aws-sdk/credential-provider-http',
  '@aws-sdk/credential-provider-ini',
  '@aws-sdk/credential-provider-login',
  '@aws-sdk/credential-provider-process',
  '@aws-sdk/credential-provider-sso',
  '@aws-sdk/credential-provider-web-identity',
  '@smithy/credential-provider-imds',
  '@smithy/core/event-streams',
];

const root = fileURLToPath(new URL('../../', import.meta.url));
const beside = (file: string) => fileURLToPath(new URL(`bundling/${file}`, import.meta.url));

/** The code of a function of `lambdas/`, bundled when the stack that it is in is synthesized. Handler: `index.handler`. */
export function functionCode(name: string, native?: NativeModules): Code {
  return Code.fromAsset(join(root, 'lambdas', name), {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // Never asked: bundling here always succeeds or throws.
      image: DockerImage.fromRegistry('none'),
      local: {
        tryBundle(folder) {
          assertWithinBudget(name, bundleFunction(`lambdas/${name}/handler.ts`, folder, native?.names));
          native?.copyTo(folder);
          return true;
        },
      },
    },
  });
}

/**
 * Writes what Lambda gets into a folder: `handler.js`, its code cache, and `index.js`, which loads the two.
 * Every choice is a measured one, see docs/performance.md.
 * @param entry - TypeScript file that exports `handler`, relative to the repository
 * @param external - packages that stay outside
 */
export function bundleFunction(entry: string, folder: string, external: readonly string[] = []): Bundle {
  const handler = join(folder, 'handler.js');
  const { metafile } = buildSync({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile: handler,
    bundle: true,
    minify: true,
    metafile: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    mainFields: ['module', 'main'],
    external: [...NEVER_LOADED, ...external],
    alias: {
      '@aws-sdk/endpoint-cache': beside('stand-ins/endpoint-cache.ts'),
      'node:fs/promises': beside('stand-ins/fs-promises.ts'),
    },
    // The SDK asks whether a body is one, for which Node.js would load its web streams. Here, bodies are Node.js streams.
    define: { ReadableStream: 'undefined' },
    // `require` in their place: code that runs from a cache has no module loader to ask.
    supported: { 'dynamic-import': false },
    logLevel: 'warning',
  });
  const node = join(dirname(createRequire(import.meta.url).resolve('node/package.json')), 'bin', 'node');
  const maker = beside('code-cache-maker.cjs');
  // With a fixed seed, the same bundle gives the same cache, and a deployment without changes stays one.
  execFileSync(node, ['--random-seed=1', maker, handler, join(folder, 'handler.cache')]);
  copyFileSync(beside('code-cache-loader.cjs'), join(folder, 'index.js'));

  const code = readFileSync(handler);
  return { bytes: code.length, compressedBytes: gzipSync(code, { level: 9 }).length, metafile };
}
