import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/** Bytes of the client on the way to a page: everything of `.`, minified, and compressed as well as gzip can. */
export async function compressedSize(consumer: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents: "export * from '@image-intake/client';", resolveDir: consumer },
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    platform: 'browser',
  });
  return gzipSync(outputFiles[0]!.contents, { level: 9 }).length;
}
