import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { buildSync, type Metafile } from 'esbuild';

export interface Bundle {
  bytes: number;
  /** By gzip. */
  compressedBytes: number;
  metafile: Metafile;
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
];

const root = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * Bundles one file as Lambda gets it: CommonJS, minified, the SDK in it. Every choice is a measured one, see
 * docs/performance.md.
 * @param entry - TypeScript file, relative to the repository
 * @param external - packages and files that stay outside
 */
export function bundleFile(entry: string, outfile: string, external: readonly string[] = []): Bundle {
  const { metafile } = buildSync({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    bundle: true,
    minify: true,
    metafile: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    mainFields: ['module', 'main'],
    external: [...NEVER_LOADED, ...external],
    // `require` in its place, which finds a second bundle beside the first.
    supported: { 'dynamic-import': false },
    logLevel: 'warning',
  });
  const code = readFileSync(outfile);
  return { bytes: code.length, compressedBytes: gzipSync(code, { level: 9 }).length, metafile };
}
