import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { buildSync } from 'esbuild';

const root = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Bundles a function as CDK's `NodejsFunction` calls esbuild, with `minify` and `bundleAwsSDK`: Lambda's own copy of the SDK, which
 * it takes by default, is slower to load than a bundle.
 * https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_lambda_nodejs.BundlingOptions.html
 * @param entry - TypeScript file, relative to the repository
 */
export function bundleNaive(entry: string, outfile: string): { bytes: number; compressedBytes: number } {
  buildSync({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    logLevel: 'warning',
  });
  const code = readFileSync(outfile);
  return { bytes: code.length, compressedBytes: gzipSync(code, { level: 9 }).length };
}
