import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { type BuildOptions, buildSync, type Metafile } from 'esbuild';

export interface Bundle {
  bytes: number;
  /** By gzip. */
  compressedBytes: number;
  metafile: Metafile;
}

const LEFT_OUT = './lambdas/shared/aws/left-out.ts';
/** For every function; see there. */
const ALIASES = { '@aws-sdk/credential-provider-node': LEFT_OUT, '@aws-sdk/endpoint-cache': LEFT_OUT };

const root = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * How one file is bundled as Lambda gets it: CommonJS, minified, the SDK in it. Every choice is a measured one, see
 * docs/performance.md.
 * @param entry - TypeScript file, relative to the repository
 * @param external - packages and files that stay outside
 * @param leftOut - further packages that left-out.ts takes the place of
 * @param from - the repository, or a folder like it
 */
export function bundleOptions(
  entry: string,
  external: readonly string[] = [],
  leftOut: readonly string[] = [],
  from = root,
) {
  return {
    absWorkingDir: from,
    entryPoints: [entry],
    bundle: true,
    minify: true,
    metafile: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    mainFields: ['module', 'main'],
    alias: { ...ALIASES, ...Object.fromEntries(leftOut.map((name) => [name, LEFT_OUT])) },
    external: [...external],
    // `require` in its place, which finds a second bundle beside the first.
    supported: { 'dynamic-import': false },
    logLevel: 'warning',
  } satisfies BuildOptions;
}

/** Bundles one file; parameters as of `bundleOptions`. */
export function bundleFile(
  entry: string,
  outfile: string,
  external?: readonly string[],
  leftOut?: readonly string[],
  from?: string,
): Bundle {
  const { metafile } = buildSync({ ...bundleOptions(entry, external, leftOut, from), outfile });
  return bundleOf(readFileSync(outfile), metafile);
}

export const bundleOf = (code: Uint8Array, metafile: Metafile): Bundle => ({
  bytes: code.length,
  compressedBytes: gzipSync(code, { level: 9 }).length,
  metafile,
});
